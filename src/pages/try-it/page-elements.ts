/** The element of the page with this id; the page and its program belong together, so it is there. */
export function element<Kind extends Element = HTMLElement>(id: string): Kind {
	const found = document.getElementById(id);
	if (!found) throw new Error(`The page has no element "${id}".`);
	return found as Element as Kind;
}

/** A new element with a text. */
export function created<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	text = "",
	className = "",
): HTMLElementTagNameMap[Name] {
	const fresh = document.createElement(name);
	fresh.textContent = text;
	if (className) fresh.className = className;
	return fresh;
}

/** Sets a text only when it changed, so that screen readers do not read it out again. */
export function setText(target: Element, text: string): void {
	if (target.textContent !== text) target.textContent = text;
}

/** Takes the text out of a form when it is sent. */
export function onText(
	formId: string,
	inputId: string,
	take: (text: string) => void,
): void {
	const input = element<HTMLInputElement>(inputId);
	element<HTMLFormElement>(formId).addEventListener("submit", (event) => {
		event.preventDefault();
		const text = input.value.trim();
		if (text === "") return;
		input.value = "";
		take(text);
	});
}
