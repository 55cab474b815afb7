import type { KeeperOfPage } from "../../../src/transport/pages/keeper-pages.js";

/** A keeper whom nobody can ring. */
export const keeperDouble: KeeperOfPage = {
	phoneNumber: "+1 202 555 0101",
	source: 'export default "a flow";',
	proof: {
		states: 2,
		edges: 3,
		walks: 4,
		longest: 1,
		tookMs: 5,
		laws: [{ name: "no dead air", holds: true }],
	},
	draw: async () => "<svg/>",
	chartStyle: ".chart {}",
};
