import { test } from "vitest";
import { measureGuessing } from "./support/guessing.js";

test.each([20, 200])("strangers who guess against %i live games", (games) => {
	console.log(
		`${games} games; promised: fewer than 1 of 1,000 callers hits one`,
	);
	for (const { how, hitsByTries, hitsByLookUps, odds } of measureGuessing(
		games,
	)) {
		console.log(
			`  who ${how}: ${hitsByTries.toFixed(2)} if each utterance is a try, ` +
				`${hitsByLookUps.toFixed(2)} if each look-up is one (${odds.toFixed(2)} by the odds)`,
		);
	}
});
