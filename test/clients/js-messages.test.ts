/** The client's declared messages are those of the server's schema. Checked by `tsc`; nothing happens here at run time. */
import { expectTypeOf, test } from "vitest";
import type * as client from "../../clients/js/messages.js";
import type * as server from "../../src/protocol/callsign-v1.js";
import type { ErrorCode } from "../../src/protocol/game-errors.js";

test("what the server sends", () => {
	expectTypeOf<client.ToGame>().toEqualTypeOf<server.ToGame>();
	expectTypeOf<client.GameEvent>().toEqualTypeOf<server.NumberedEvent>();
	expectTypeOf<client.Welcome>().toEqualTypeOf<server.Welcome>();
	expectTypeOf<client.ErrorCode>().toEqualTypeOf<ErrorCode>();
});

test("what a game sends", () => {
	expectTypeOf<client.FromGame>().toEqualTypeOf<server.FromGame>();
});
