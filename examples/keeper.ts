/**
 * The keeper: a conversation with Marrow, who keeps the light on Gull Rock. It is dark tonight, and a ship is out. Whoever rings
 * can win his trust, hear what he hides and have him light the lamp; or anger him, and hear him hang up.
 */
import { flow, type ProofOptions } from "callsign/flows";

type Moves =
	| { type: "move.introduce" }
	| { type: "move.beKind" }
	| { type: "move.insult" }
	| { type: "move.askLamp" }
	| { type: "move.tellShip" }
	| { type: "move.askWhy" }
	| { type: "move.forgive" }
	| { type: "move.blame" };

interface Memory {
	/** How far Marrow trusts the caller: 0, 1 or 2. */
	trust: number;
	/** Whether he was insulted before. */
	anger: number;
}

const keeperSetup = flow<Memory, Moves>().extend({
	guards: {
		isLongSilence: ({ event }) =>
			event.type === "caller.silent" && event.times >= 3,
		isWreck: ({ event }) =>
			event.type === "game.told" && event.name === "ship.struck",
	},
});

/** Not on entry: after an insult he comes back to where he was, and does not ask again. */
const askOfShip = {
	target: "shaken",
	actions: {
		type: "say",
		params: { line: "ship", text: "A ship. Tonight. How many aboard?" },
	},
} as const;

const keeper = keeperSetup.createMachine({
	id: "keeper",
	description: "Marrow keeps the light on Gull Rock. Tonight it is dark.",
	context: { trust: 0, anger: 0 },
	initial: "answering",
	meta: {
		persona:
			"You are Marrow, keeper of the light on Gull Rock for thirty years. You live alone with the wind. You speak dry, short sentences, never more than two. You do not like the telephone. The lamp is dark tonight, and you say that the oil is bad.",
		patienceMs: 8_000,
		words: ["Marrow", "Gull Rock", "Marigold"],
		otherwise: [
			{ line: "wind", text: "The wind took that. Say it plainer." },
			{ line: "plain", text: "I keep a light, not riddles. Try again." },
		],
		filler: "Hm.",
	},
	on: {
		"caller.said": { actions: "think" },
		"caller.pressed": {
			actions: {
				type: "say",
				params: {
					line: "keys",
					text: "Stop that beeping. There is a person on this end. Talk.",
				},
			},
		},
		"caller.silent": [
			{ guard: "isLongSilence", target: ".leaving" },
			{
				actions: {
					type: "say",
					params: { line: "there", text: "Still there? I hear only rain." },
				},
			},
		],
		"mind.failed": {
			actions: {
				type: "say",
				params: {
					line: "storm",
					text: "Storm on the wire. Say that once more.",
				},
			},
		},
		"game.told": { guard: "isWreck", target: ".grieving" },
		"game.left": ".leaving",
	},
	states: {
		answering: {
			description: "He picks up.",
			entry: {
				type: "say",
				params: {
					line: "who",
					text: "Gull Rock. It is past midnight. Who rings a lighthouse?",
				},
			},
			on: { "line.heard": "talking", "line.cut": "talking" },
		},
		talking: {
			description: "He listens, and makes up his mind about the caller.",
			initial: "wary",
			meta: {
				moves: {
					"move.beKind": {
						means: "The caller is kind to you, or thanks you.",
						heardAs: [
							"please",
							"thank you",
							"sorry to wake you",
							"how are you",
						],
					},
					"move.insult": {
						means: "The caller insults or threatens you.",
						heardAs: ["liar", "old fool", "idiot", "shut up"],
					},
				},
			},
			on: {
				"move.beKind": {
					actions: { type: "count", params: { key: "trust", upTo: 2 } },
				},
				"move.insult": [
					{
						guard: { type: "is", params: { key: "anger", value: 0 } },
						target: "offended",
					},
					{ target: "slamming" },
				],
			},
			states: {
				wary: {
					description: "He does not know who is calling.",
					meta: {
						goal: "Find out who is calling, and what for.",
						otherwise: [
							{ line: "who-is-it", text: "I do not know you. Who is this?" },
							{ line: "name", text: "Give me a name, or let me sleep." },
						],
						moves: {
							"move.introduce": {
								means: "The caller says who he is.",
								heardAs: ["my name is", "this is", "I am calling from"],
							},
							"move.askLamp": {
								means: "The caller asks about the lamp, or why it is dark.",
								heardAs: ["the lamp", "the light is out", "why is it dark"],
							},
						},
					},
					on: {
						"move.introduce": {
							target: "known",
							actions: { type: "count", params: { key: "trust", upTo: 2 } },
						},
						"move.askLamp": "evasive",
					},
				},
				known: {
					description: "He knows a name, which is more than most give him.",
					meta: {
						goal: "You know the caller's name now. Ask what he wants at this hour.",
						otherwise: [
							{ line: "want", text: "So. And what do you want at this hour?" },
							{
								line: "ring",
								text: "Nobody rings here for nothing. Out with it.",
							},
						],
						moves: {
							"move.askLamp": {
								means: "The caller asks about the lamp, or why it is dark.",
								heardAs: ["the lamp", "the light is out", "why is it dark"],
							},
							"move.tellShip": {
								means: "The caller says that a ship is out there.",
								heardAs: ["a ship", "a boat", "the Marigold"],
							},
						},
					},
					on: { "move.askLamp": "evasive", "move.tellShip": askOfShip },
				},
				evasive: {
					description: "The lamp is what he will not talk about.",
					meta: {
						goal: "Talk of bad oil, of rust, of the weather. Do not talk of the lamp.",
						otherwise: [
							{ line: "oil", text: "The oil is bad. It is always the oil." },
							{
								line: "rust",
								text: "Rust, and wind, and bad oil. What else is there?",
							},
						],
						moves: {
							"move.tellShip": {
								means: "The caller says that a ship is out there.",
								heardAs: ["a ship", "a boat", "the Marigold"],
							},
						},
					},
					on: { "move.tellShip": askOfShip },
				},
				shaken: {
					description: "A ship is out, and he knows what that means.",
					meta: {
						goal: "You are frightened for the ship. If the caller is gentle, let him come near to the truth.",
						otherwise: [
							{ line: "dark", text: "And my lamp is dark. Dear God." },
							{ line: "gently", text: "Ask what you want to ask. But gently." },
						],
						moves: {
							"move.askWhy": {
								means: "The caller asks what has really happened.",
								heardAs: ["what happened", "the truth", "tell me why"],
							},
						},
					},
					on: {
						"move.askWhy": {
							guard: { type: "atLeast", params: { key: "trust", value: 2 } },
							target: "#keeper.confessing",
						},
					},
				},
				before: {
					type: "history",
					description: "Where the talk was before he was offended.",
				},
			},
		},
		offended: {
			description: "One insult he lets pass.",
			entry: [
				{ type: "count", params: { key: "anger", upTo: 1 } },
				{
					type: "say",
					params: {
						line: "tongue",
						text: "I have been called worse by gulls. Once more, and I hang up.",
					},
				},
			],
			on: { "line.heard": "talking.before", "line.cut": "talking.before" },
		},
		confessing: {
			description: "He tells what he has told nobody.",
			entry: {
				type: "say",
				params: {
					line: "secret",
					text: "There is nothing wrong with the oil. I put it out myself. My brother steered home by this lamp, nine years tonight, straight onto the rock.",
					interruptible: "words",
				},
			},
			on: { "line.heard": "deciding", "line.cut": "deciding" },
		},
		deciding: {
			description: "The match is in his hand.",
			meta: {
				goal: "You have told how your brother died. Ask whether a light that drowned a man should burn.",
				otherwise: [
					{ line: "burn", text: "Should a light burn that has drowned a man?" },
					{ line: "say", text: "I have the match in my hand. Tell me." },
				],
				moves: {
					"move.forgive": {
						means:
							"The caller says that it was not your fault, or asks you to light it for those at sea.",
						heardAs: [
							"not your fault",
							"forgive",
							"light it",
							"for the others",
						],
						final: true,
					},
					"move.blame": {
						means: "The caller blames you.",
						heardAs: ["your fault", "coward", "you killed him"],
						final: true,
					},
				},
			},
			on: { "move.forgive": "climbing", "move.blame": "slamming" },
		},
		climbing: {
			description: "He goes up to light it.",
			entry: [
				{
					type: "say",
					params: {
						line: "climb",
						text: "Ninety-one steps. Stay on the line. I do not want to climb alone.",
						interruptible: false,
					},
				},
				{ type: "tell", params: { name: "lamp.lit" } },
			],
			on: { "line.heard": "shining" },
		},
		shining: {
			description: "The lamp burns.",
			entry: {
				type: "say",
				params: {
					line: "lit",
					text: "There. Look north. Is she not a fine old girl?",
				},
			},
			on: {
				"line.heard": "parting",
				"line.cut": "parting",
			},
		},
		parting: {
			description: "The caller has won.",
			entry: [
				{
					type: "say",
					params: {
						line: "thanks",
						text: "They will see it now. Ring again some night. I might even say hello. Good night.",
						interruptible: false,
					},
				},
				{ type: "hangUp", params: { after: "thanks" } },
			],
			on: { "line.heard": "over" },
		},
		slamming: {
			description: "The caller has lost.",
			entry: [
				{
					type: "say",
					params: {
						line: "slam",
						text: "Then find your way in the dark, like the rest of us.",
						interruptible: false,
					},
				},
				{ type: "hangUp", params: { after: "slam" } },
			],
			on: { "line.heard": "over" },
		},
		grieving: {
			description: "The ship has struck.",
			entry: [
				{
					type: "say",
					params: {
						line: "struck",
						text: "I heard it. So did you. I have to go down to the boats.",
						interruptible: false,
					},
				},
				{ type: "hangUp", params: { after: "struck" } },
			],
			on: { "line.heard": "over" },
		},
		leaving: {
			description: "Nobody talks to him.",
			entry: [
				{
					type: "say",
					params: {
						line: "night",
						text: "Nobody there. It is mostly nobody. Good night.",
						interruptible: false,
					},
				},
				{ type: "hangUp", params: { after: "night" } },
			],
			on: { "line.heard": "over" },
		},
		over: { type: "final" },
	},
});

export default keeper;

/** What the keeper is proved by. */
export const proof: ProofOptions<typeof keeper> = {
	told: {
		"caller.said": [{ text: "Is anybody there?" }],
		"game.told": [{ name: "ship.struck" }, { name: "ship.sighted" }],
	},
	laws: [
		{
			name: "The lamp is lit only for somebody whom he trusts.",
			holds: ({ steps }) =>
				steps.every(
					({ asked, before }) =>
						!asked.some((each) => each.type === "tell") ||
						before.context.trust >= 2,
				),
		},
		{
			name: "The lamp is lit once at most.",
			holds: ({ steps }) =>
				steps.filter(({ asked }) => asked.some((each) => each.type === "tell"))
					.length <= 1,
		},
		{
			name: "Who was hung up on has not seen the lamp.",
			holds: ({ steps }) => {
				const asked = steps.flatMap((step) => step.asked);
				return !(
					asked.some((each) => each.type === "tell") &&
					asked.some((each) => each.type === "say" && each.line === "slam")
				);
			},
		},
	],
};
