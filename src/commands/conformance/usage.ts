/** How to use the conformance kit. */
export const usage = `Checks whether a server, or a game, keeps to the game protocols of Callsign.

  npm run conformance -- ws://127.0.0.1:5000/game      examines a server: stands in for games and for their callers
  npm run conformance -- --serve                       examines a game: stands in for the server, on ws://127.0.0.1:5050/game

A server:
  --calls URL             where it takes calls (the same host, /twilio)
  --key KEY               the game's key, where it asks for one
  --flow NAME             one of its flows, to which callers are lent; without it that chapter is not checked
  --auth-token-env NAME   sign calls with the Twilio auth token in this environment variable
  --only WORDS            only the chapters and statements that contain these words

A game:
  --port PORT             listen on another port than 5050
  --typed, --plain        which dialect the game is to speak; either without them

Both:
  --patience SECONDS      how long what must come may take (5)
  --help                  show this

Each statement of the protocol is printed with "ok", "FAIL" and what came instead, or "??" when it could not be
checked: that is not a pass. Exit code: 0 when everything that was checked holds, 1 when something does not,
2 when an option is wrong.
`;
