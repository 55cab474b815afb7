/** `npm run schema`: writes the JSON Schema of `callsign.v1` and the tables of its page. */
import { readFileSync, writeFileSync } from "node:fs";
import { protocolSchema, protocolTables, withTables } from "./protocol-page.js";

const docs = new URL("../../docs/", import.meta.url);
const page = new URL("callsign-v1.md", docs);

writeFileSync(
	new URL("callsign.v1.schema.json", docs),
	`${JSON.stringify(protocolSchema(), null, "\t")}\n`,
);
writeFileSync(page, withTables(readFileSync(page, "utf8"), protocolTables()));
