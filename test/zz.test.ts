import { test } from "vitest";
import { stepsTaken } from "./support/codes/steps-taken.js";
const { readDigitCode } = await import("../src/machines/spoken-codes/digits/digit-code.js");
const { readWordCode } = await import("../src/machines/spoken-codes/words/word-code.js");
const { tokensOf } = await import("../src/machines/spoken-codes/talk/heard-tokens.js");
const fill = (unit: string, n = 600) => unit.repeat(Math.floor(n / unit.length)).trim();
const units = ["o ", "oh ", "1 ", "four ", "double ", "double 4 ", "for to ", "to ", "no ", "not ", "not 4271 ", "no 4271 ", "the code is ", "code is 4271 ", "4271 ", "42 71 ", "um 4 ", "um ", "um o ", "hang on 4 ", "forty ", "four thousand ", "1, ", "oh, ", "a. ", "it's ", "one moment ", "5:06 ", "4/27/01 ", "o 4 ", ". ", "- ", "%", "1", "a", "a'a'", "hang on 4271 ", "what. ", "4271. no ", "not the ", "it's 9 ", "code 4271 it's 9 ", "for um ", "ty", "..", "my name is bob ", "it's 4271 "];
const words = ["banana", "firefly", "blue whale", "tiger", "apple"];
const wunits = ["banana ", "fire ", "fire fly ", "um fire ", "um ", "rock it ", "xylo ", "not banana ", "no ", "a", "bananana", "b ", "it's banana ", "not ", "1 ", ". ", "it's ", "um. "];
test("x", () => {
 const steps = (f: () => void) => stepsTaken("spoken-codes", f);
 const time = (f: () => void) => { const c = process.cpuUsage(); f(); const u = process.cpuUsage(c); return (u.user + u.system) / 1000; };
 for (const [name, us, read] of [["digits", units, readDigitCode], ["words", wunits, (t: any) => readWordCode(t, words)]] as const) {
 const rows: [number, string][] = [];
 for (const u of us) {
	const [a, b] = [1000, 4000].map((n) => { const t = fill(u, n) + (process.env.TAIL ?? ""); read(tokensOf(t)); return steps(() => read(tokensOf(t))); });
	const [c, d] = [5000, 20000].map((n) => { const t = fill(u, n) + (process.env.TAIL ?? ""); return time(() => read(tokensOf(t))); });
	rows.push([Math.max(b! / a!, d! > 40 ? d! / c! : 0), `${name} ${JSON.stringify(u)} steps/char ${(a! / 1000).toFixed(1)} x4: ${(b! / a!).toFixed(1)}; ms ${c!.toFixed(1)} ${d!.toFixed(1)} x${(d! / c!).toFixed(1)}`]);
 }
 rows.sort((a, b) => b[0] - a[0]); console.log(rows.map(([, r]) => r).join("\n"));
 }
}, 600000);
