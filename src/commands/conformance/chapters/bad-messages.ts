import type { ErrorCode } from "../../../protocol/game-errors.js";
import type { PlayedTypedGame } from "../played-typed-game.js";
import { shown } from "../report.js";
import type { Stage } from "../stage.js";
import { type Chapter, expect, type Statement } from "../statement.js";

/** A message that is wrong, and the `error` that answers it. */
interface Wrong {
	readonly what: string;
	readonly send: (game: PlayedTypedGame) => void;
	readonly code: ErrorCode;
	/** The `id` that the `error` repeats. */
	readonly id?: string;
	/** What its sentence names. */
	readonly names?: RegExp;
}

const json = (message: object) => (game: PlayedTypedGame) => game.send(message);
const text = (message: string) => (game: PlayedTypedGame) => game.send(message);
const id = "the-one-at-fault";

const wrongs: readonly Wrong[] = [
	{
		what: "a binary message",
		send: (game) => game.end.sendBinary(Buffer.from('{"type":"stop"}')),
		code: "notText",
	},
	{ what: "a text that is no JSON", send: text("hello"), code: "notJson" },
	{ what: "an empty text", send: text(""), code: "notJson" },
	{ what: "a JSON list", send: text("[]"), code: "notJson" },
	{ what: "a JSON null", send: text("null"), code: "notJson" },
	{
		what: "a message without a type",
		send: json({ id }),
		code: "unknownType",
		id,
	},
	{
		what: "a type that nobody knows",
		send: json({ type: "dance", id }),
		code: "unknownType",
		id,
	},
	{
		what: "a type that is no text",
		send: json({ type: ["say"] }),
		code: "unknownType",
	},
	{
		what: "a say without a text",
		send: json({ type: "say", id }),
		code: "invalidMessage",
		id,
		names: /text/,
	},
	{
		what: "a say of nothing but spaces",
		send: json({ type: "say", id, text: "  " }),
		code: "invalidMessage",
		id,
		names: /text/,
	},
	{
		what: "a say of 10,001 characters",
		send: json({ type: "say", id, text: "x".repeat(10_001) }),
		code: "invalidMessage",
		id,
		names: /text/,
	},
	...(["say", "listen"] as const).map((type) => ({
		what: `a ${type} with half a character in it, as of an emoji that was cut in two,`,
		send: json({ type, id, text: "Hi \ud83d", keyterms: ["door \ud83d"] }),
		code: "invalidMessage" as const,
		id,
		names: type === "say" ? /text/ : /keyterms/,
	})),
	{
		what: "a say whose interruptible is none that there is",
		send: json({ type: "say", id, text: "Hello.", interruptible: "no" }),
		code: "invalidMessage",
		id,
		names: /interruptible/,
	},
	{
		what: "a say with a voice that cannot be one",
		send: json({ type: "say", id, text: "Hello.", voice: "a b&c" }),
		code: "invalidMessage",
		id,
		names: /voice/,
	},
	{
		what: "a listen without keyterms",
		send: json({ type: "listen", id }),
		code: "invalidMessage",
		id,
		names: /keyterms/,
	},
	{
		what: "a listen with 101 keyterms",
		send: json({ type: "listen", id, keyterms: Array(101).fill("door") }),
		code: "invalidMessage",
		id,
		names: /keyterms/,
	},
	{
		what: "a stop whose call is a number",
		send: json({ type: "stop", id, call: 1 }),
		code: "invalidMessage",
		id,
		names: /call/,
	},
	{
		what: "a converse without a flow",
		send: json({ type: "converse", id }),
		code: "invalidMessage",
		id,
		names: /flow/,
	},
	{
		what: "a tell without a name",
		send: json({ type: "tell", id, data: 1 }),
		code: "invalidMessage",
		id,
		names: /name/,
	},
	...(["converse", "tell"] as const).flatMap((type) => {
		const field = type === "converse" ? "input" : "data";
		const order = { type, id, flow: "any", name: "any" };
		const withField = (value: string) =>
			text(`${JSON.stringify(order).slice(0, -1)},"${field}":${value}}`);
		const wrong = { code: "invalidMessage" as const, id, names: RegExp(field) };
		return [
			{
				what: `a ${type} with ${field} of more than 16,384 bytes`,
				send: withField(JSON.stringify("x".repeat(16_384))),
				...wrong,
			},
			{
				what: `a ${type} with a key __proto__ in its ${field}`,
				send: withField('{"a":[{"__proto__":{"b":1}}]}'),
				...wrong,
			},
		];
	}),
	{
		what: "a converse with a flow that the server does not have",
		send: json({ type: "converse", id, flow: "no flow has this name" }),
		code: "noSuchFlow",
		id,
	},
	...(["converse", "tell"] as const).map((type) => ({
		what: `a ${type === "tell" ? type : "converse that takes back"} where no flow has a caller`,
		send: json({ type, id, flow: null, name: "news" }),
		code: "noConversation" as const,
		id,
	})),
	...(["say", "stop", "hangUp"] as const).map((type) => ({
		what: `a ${type} for a call that is not paired`,
		send: json({ type, id, call: "nobody", text: "Hello." }),
		code: "noSuchCall" as const,
		id,
	})),
	{
		what: "a say while nobody is paired",
		send: json({ type: "say", id, text: "Hello." }),
		code: "noSuchCall",
		id,
	},
];

/** What is wrong gets an answer, and changes nothing. */
export const badMessages: Chapter = {
	title: "Messages that are wrong",
	statements: [
		...wrongs.map(answered),
		{
			says: "fields that nobody knows are ignored",
			check: async (bench) => {
				const game = await bench.join();
				game.send({ type: "newCode", novelty: { a: [1] } });
				await game.event("code");
			},
		},
		{
			says: "each error is an event, and what is wrong changes nothing",
			check: async (bench) => {
				const game = await bench.join();
				for (const { send } of wrongs) send(game);
				for (const { code } of wrongs) {
					const error = await game.event("error");
					expect(
						error.code === code,
						`${shown(error)} came in the place of ${shown(code)}`,
					);
				}
				await game.barrier();
				const others = game.events.all.filter(({ type }) => type !== "error");
				expect(others.length === 0, `there came ${shown(others)}`);
			},
		},
	],
};

function answered({ what, send, code, id, names }: Wrong): Statement {
	const repeats = id === undefined ? "" : " that repeats its id";
	return {
		says: `${what} is answered with the error ${code}${repeats}`,
		check: async (bench: Stage) => {
			const game = await bench.join();
			send(game);
			const error = await game.event("error");
			expect(error.code === code, `it was ${shown(error)}`);
			expect(error.id === id, `its id is ${shown(error.id)}`);
			expect(
				names === undefined || names.test(error.message),
				`its message does not name the field: ${shown(error.message)}`,
			);
			await game.barrier();
		},
	};
}
