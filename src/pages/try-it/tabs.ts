/**
 * Tabs of which one panel is seen: by the pattern of the ARIA Authoring Practices, https://www.w3.org/WAI/ARIA/apg/patterns/tabs/,
 * with arrow keys, Home and End. `chosen` is called with the id of the panel that is seen.
 */
export function joinTabs(
	list: HTMLElement,
	chosen: (panelId: string) => void,
): void {
	const tabs = [...list.querySelectorAll<HTMLElement>('[role="tab"]')];
	const panelOf = (tab: HTMLElement) => tab.getAttribute("aria-controls") ?? "";
	const choose = (wanted: HTMLElement) => {
		for (const tab of tabs) {
			const isChosen = tab === wanted;
			tab.setAttribute("aria-selected", String(isChosen));
			tab.tabIndex = isChosen ? 0 : -1;
			const panel = document.getElementById(panelOf(tab));
			if (panel) panel.hidden = !isChosen;
		}
		chosen(panelOf(wanted));
	};
	for (const tab of tabs) tab.addEventListener("click", () => choose(tab));
	list.addEventListener("keydown", (event) => {
		const at = tabs.indexOf(event.target as HTMLElement);
		const to = next(event.key, at, tabs.length);
		const wanted = to === undefined ? undefined : tabs[to];
		if (!wanted) return;
		event.preventDefault();
		wanted.focus();
		choose(wanted);
	});
}

function next(key: string, at: number, count: number): number | undefined {
	switch (key) {
		case "ArrowRight":
			return (at + 1) % count;
		case "ArrowLeft":
			return (at + count - 1) % count;
		case "Home":
			return 0;
		case "End":
			return count - 1;
		default:
			return undefined;
	}
}
