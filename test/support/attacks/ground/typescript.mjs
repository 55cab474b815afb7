/** Lets plain Node load TypeScript as it stands: `node --import ./typescript.mjs program.ts`. */
import { register } from "node:module";

register("./typescript-hooks.mjs", import.meta.url);
