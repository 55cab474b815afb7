/**
 * Has the server's offline voice speak a text: mulaw at 8000 Hz, to be sent as the caller's voice.
 * Rejects with a sentence for people.
 */
export async function speechOf(text: string): Promise<Uint8Array> {
	const response = await ask(text);
	if (!response.ok) throw new Error((await response.text()).trim());
	return new Uint8Array(await response.arrayBuffer());
}

async function ask(text: string): Promise<Response> {
	try {
		return await fetch("/try-it/speech", {
			method: "POST",
			headers: { "Content-Type": "text/plain; charset=utf-8" },
			body: text,
		});
	} catch {
		throw new Error("The server cannot be reached.");
	}
}
