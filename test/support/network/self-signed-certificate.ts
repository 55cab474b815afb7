import { generateKeyPairSync, sign } from "node:crypto";

/** A certificate for 127.0.0.1 and localhost with its key, both PEM, newly made; it must not be trusted. */
export function selfSignedCertificate(): { cert: string; key: string } {
	const { publicKey, privateKey } = generateKeyPairSync("ec", {
		namedCurve: "P-256",
	});
	const subjectKey = publicKey.export({ type: "spki", format: "der" });
	const contents = sequence(
		explicit(0, integer(2)),
		integer(1),
		ecdsaWithSha256,
		name("localhost"),
		sequence(utcTime(-1), utcTime(365)),
		name("localhost"),
		subjectKey,
		explicit(3, sequence(alternativeNames)),
	);
	const signature = sign("sha256", contents, privateKey);
	const certificate = sequence(contents, ecdsaWithSha256, bits(signature));
	return {
		cert: pem(certificate),
		key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
	};
}

// The parts of X.509 (RFC 5280) that such a certificate needs, in DER (X.690).

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
	const contents = Buffer.concat(parts);
	const size = contents.length;
	const length = size < 128 ? [size] : [0x82, size >> 8, size & 0xff];
	return Buffer.concat([Buffer.from([tag, ...length]), contents]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
	return tagged(0x30, ...parts);
}

function explicit(number: number, part: Buffer): Buffer {
	return tagged(0xa0 + number, part);
}

function integer(value: number): Buffer {
	return tagged(0x02, Buffer.from([value]));
}

function bits(contents: Buffer): Buffer {
	return tagged(0x03, Buffer.from([0]), contents);
}

function objectId(hex: string): Buffer {
	return tagged(0x06, Buffer.from(hex, "hex"));
}

function utcTime(daysFromNow: number): Buffer {
	const time = new Date(Date.now() + daysFromNow * 86_400_000);
	const digits = time.toISOString().replace(/[-:T]|\.\d+/g, "");
	return tagged(0x17, Buffer.from(digits.slice(2)));
}

function name(commonName: string): Buffer {
	const value = tagged(0x0c, Buffer.from(commonName));
	return sequence(tagged(0x31, sequence(objectId("550403"), value)));
}

function pem(der: Buffer): string {
	const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

const ecdsaWithSha256 = sequence(objectId("2a8648ce3d040302"));
const alternativeNames = sequence(
	objectId("551d11"),
	tagged(
		0x04,
		sequence(
			tagged(0x82, Buffer.from("localhost")),
			tagged(0x87, Buffer.from([127, 0, 0, 1])),
		),
	),
);
