import type { Attack, Counts, Performed, Run, Target } from "../attack.js";
import { ring, type StreamPass } from "../company/ways-in.js";
import { againAndAgain } from "./pace.js";
import { strangersAddress } from "./strangers.js";
import { StrangersPhone } from "./strangers-phone.js";

/** Whether a stream of this kind is still there once the server has read it: then it was taken. */
async function isTaken(
	target: Target,
	run: Run,
	{ callSid, headers, parameters }: StreamPass,
): Promise<boolean> {
	const phone = await StrangersPhone.call(target, strangersAddress(run, 1), {
		callSid,
		headers,
		parameters,
		playing: "never",
	});
	if (!phone) return false;
	const isRefused = await phone.isRefused();
	phone.leave();
	return !isRefused;
}

/** With the signature that all streams have, and the name of a call that others are in. */
async function takeOver(target: Target, run: Run): Promise<Performed> {
	const counts: Record<string, number> = { tried: 0, taken: 0 };
	await againAndAgain(run, async (count) => {
		const seen = target.overheard[count % target.overheard.length];
		if (seen === undefined) return;
		counts.tried = (counts.tried ?? 0) + 1;
		const parameters = variants(seen.parameters)[count % 4] ?? {};
		if (await isTaken(target, run, { ...seen, parameters }))
			counts.taken = (counts.taken ?? 0) + 1;
	});
	return { counts, leave: () => {} };
}

/** Without the token, with the token that was used, and with what differs from it in writing alone. */
function variants(
	parameters: StreamPass["parameters"],
): readonly StreamPass["parameters"][] {
	const { token = "", ...others } = parameters;
	return [
		others,
		parameters,
		...["0", "00"].map((zeros) => ({ ...parameters, token: zeros + token })),
	];
}

/** A stranger rings himself, and uses the one token again and again, written in other ways. */
async function useTokenAgain(target: Target, run: Run): Promise<Performed> {
	const counts: Record<string, number> = { tokens: 0, mostStreams: 0 };
	await againAndAgain(run, async () => {
		const pass = await ring({ url: target.url, signed: target.signed });
		const { token } = pass.parameters;
		// A webhook that turns the call away gives none, and a stream without any is another matter.
		if (token === undefined) return;
		let streams = 0;
		for (const zeros of ["", "", "0", "00", "000"]) {
			const parameters = { ...pass.parameters, token: zeros + token };
			if (await isTaken(target, run, { ...pass, parameters })) streams += 1;
		}
		counts.tokens = (counts.tokens ?? 0) + 1;
		counts.mostStreams = Math.max(counts.mostStreams ?? 0, streams);
	});
	return { counts, leave: () => {} };
}

const atMost = (what: string, measured: keyof Counts, most: number) => ({
	what,
	of: measured,
	most,
});

const bound =
	(...all: readonly ReturnType<typeof atMost>[]): Attack["bounds"] =>
	({ counts }) =>
		all.map(({ what, of, most }) => ({
			what,
			measured: counts[of] ?? Number.NaN,
			atMost: most,
		}));

/** Calls that are signed. */
export const takeOvers: readonly Attack[] = [
	{
		name: "take-over",
		what: "Streams come with the signature that every stream has and with the name of another's call: without its token, with it, and with zeros before it.",
		setting: "signed",
		games: 0,
		perform: takeOver,
		bounds: bound(
			atMost(
				"streams that were taken for a call that others are in",
				"taken",
				0,
			),
		),
	},
	{
		name: "tokens again",
		what: "Callers of their own use one token for five streams, with zeros before it.",
		setting: "signed",
		games: 0,
		perform: useTokenAgain,
		bounds: bound(
			atMost("streams for which one token was good", "mostStreams", 1),
		),
	},
];
