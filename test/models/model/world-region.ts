import { type RegionConfig, turns } from "./turns.js";

/** Deepgram, its voice, and whether the server takes anything new. */
export const worldRegion: RegionConfig = {
	on: {
		DEEPGRAM: turns<"DEEPGRAM">(
			({ deepgram }, { is }) => deepgram !== is,
			[
				{
					// A socket that was refused for good is not dialled again, nor does one that is up come to be down twice.
					if: ({ memory }, { is }) => is !== "down" || memory.deepgram === "up",
					do: (scene, { is }) => {
						scene.memory.deepgram = is;
					},
				},
			],
		),
		VOICE: turns<"VOICE">(
			({ voice }, { is }) => voice !== is,
			[
				{
					do: (scene, { is }) => {
						scene.memory.voice = is;
					},
				},
			],
		),
		SERVER_DRAINS: turns<"SERVER_DRAINS">(
			({ isDraining }) => !isDraining,
			[
				{
					do: (scene) => {
						scene.memory.isDraining = true;
					},
				},
			],
		),
	},
};
