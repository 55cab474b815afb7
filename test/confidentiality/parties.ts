/** Who takes part: several phones, and games of both dialects. */

export const phoneOwners = ["Ann", "Ben", "Cleo", "Dan"] as const;
export type PhoneOwner = (typeof phoneOwners)[number];

/** In which dialect a game talks, and for how many callers it has room. */
interface Kind {
	readonly isTyped: boolean;
	readonly room: number;
}

export const gameTitles = ["Cave", "Inn", "Ship", "Mill", "Fair"] as const;
export type GameTitle = (typeof gameTitles)[number];

export const kinds: Readonly<Record<GameTitle, Kind>> = {
	Cave: { isTyped: false, room: 1 },
	Inn: { isTyped: true, room: 3 },
	Ship: { isTyped: true, room: 1 },
	Mill: { isTyped: false, room: 1 },
	Fair: { isTyped: true, room: 2 },
};

export const typedTitles = gameTitles.filter((title) => kinds[title].isTyped);
