/** How to use the program for flows. */
export const usage = `Proves a conversation before its first call, or draws it.

  npm run flow -- prove FILE             walks everything that can come in a flow, and holds it against its laws
  npm run flow -- draw FILE [PICTURE]    draws its statechart as an SVG (beside the flow, with its name)

FILE is a flow: a statechart as JSON, or a module of JavaScript or TypeScript whose default export is a machine made with
callsign/flows, and whose export "proof", if it has one, says what its caller and game tell and which laws it has.

  --limit EDGES    walk as many edges as that (20000)
  --help           show this

A law that is broken is shown by the shortest conversation that breaks it, to be read and to be replayed. Exit code: 0 when
every law holds, 1 when one does not or the flow cannot be walked, 2 when an option or the file is wrong.
`;
