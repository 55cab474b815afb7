/** How long something took, in words of three digits at most. */
export function duration(ms: number): string {
	if (ms < 1) return `${ms.toFixed(2)} ms`;
	if (ms < 10) return `${ms.toFixed(1)} ms`;
	if (ms < 1_000) return `${Math.round(ms)} ms`;
	if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
	const minutes = Math.floor(ms / 60_000);
	if (minutes < 60)
		return `${minutes} min ${Math.round((ms % 60_000) / 1_000)} s`;
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A moment as minutes, seconds and milliseconds. */
export function clock(ms: number): string {
	const whole = Math.max(0, Math.round(ms));
	const minutes = Math.floor(whole / 60_000);
	const seconds = Math.floor((whole % 60_000) / 1_000);
	return `${minutes}:${padded(seconds, 2)}.${padded(whole % 1_000, 3)}`;
}

const padded = (value: number, digits: number) =>
	String(value).padStart(digits, "0");
