/** The part of WebAssembly that is used here: the types for Node 20 do not declare it. */
declare namespace WebAssembly {
	class Module {}
	class Instance {
		constructor(module: Module, imports: object);
		readonly exports: Readonly<Record<string, unknown>>;
	}
	interface Memory {
		readonly buffer: ArrayBuffer;
	}
	function compile(bytes: Uint8Array): Promise<Module>;
}
