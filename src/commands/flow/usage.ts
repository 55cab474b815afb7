/** How to use the program for flows. */
export const usage = `Proves a conversation before its first call, draws it, or lets you talk to it.

  npm run flow -- prove FILE             walks everything that can come in a flow, and holds it against its laws
  npm run flow -- draw FILE [PICTURE]    draws its statechart as an SVG (beside the flow, with its name)
  npm run flow -- talk FILE              talks to it: the terminal is the phone, and /help shows what can be typed

FILE is a flow: a statechart as JSON, or a module of JavaScript or TypeScript whose default export is a machine made with
callsign/flows, and whose export "proof", if it has one, says what its caller and game tell and which laws it has.

  --limit EDGES    prove: walk as many edges as that (20000)
  --fast           talk: lines are heard at once, and the character loses patience only upon /silence
  --mind           talk: the model of MIND_URL, MIND_MODEL and MIND_KEY thinks, and not the flow's own phrases
  --input JSON     talk: what the flow begins with (what it is proved with)
  --help           show this

A law that is broken is shown by the shortest conversation that breaks it, to be read and to be replayed. Exit code: 0 when
every law holds, 1 when one does not or the flow cannot be walked, 2 when an option or the file is wrong.

A talk also reads a script from stdin, and what comes of the same script is always the same: each line waits until all is
quiet, and /interrupt follows the line that it breaks into. Exit code: 0 when the conversation came to its end or the caller
hung up (/quit), 1 when the flow failed or the script ended before the conversation, 2 when a line of it is misspelt.
`;
