/** Ways to say a number, as recognisers write them, for tests with random codes. */
import fc from "fast-check";

const digitWords =
	"zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
		" ",
	);
const tensWords =
	"zero ten twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/** One way to write a group of digits. */
interface Form {
	readonly text: string;
	/** Words that could go on with the next group, as "forty" does with "two". */
	readonly isOpen: boolean;
}

/** The number in words, below 10,000: "four thousand two hundred and seventy one". */
export function cardinal(value: number): string {
	if (value >= 1000) return scaled(value, 1000, "thousand");
	if (value >= 100) return scaled(value, 100, "hundred");
	if (value < 20) return digitWords[value] ?? "";
	const unit = value % 10;
	const ten = tensWords[Math.floor(value / 10)] ?? "";
	return unit === 0 ? ten : `${ten} ${digitWords[unit]}`;
}

function scaled(value: number, scale: number, word: string): string {
	const head = `${cardinal(Math.floor(value / scale))} ${word}`;
	return value % scale === 0 ? head : `${head} ${cardinal(value % scale)}`;
}

function formsOf(group: string, isEdge: boolean): readonly Form[] {
	const forms: Form[] = [{ text: group, isOpen: false }];
	const singly = [...group].map((digit) => digitWords[Number(digit)]);
	forms.push({ text: singly.join(" "), isOpen: false });
	forms.push({ text: [...group].join(" "), isOpen: false });
	if (!group.startsWith("0") && group.length > 1) {
		const text = cardinal(Number(group));
		forms.push({ text, isOpen: group.endsWith("0") });
		forms.push({
			text: text.replaceAll(" ", "-"),
			isOpen: text.endsWith("ty"),
		});
	}
	if (group.length === 2 && group[0] === group[1])
		forms.push({ text: `double ${singly[0]}`, isOpen: false });
	if (!isEdge && group.includes("0"))
		forms.push({
			text: singly.map((word) => (word === "zero" ? "oh" : word)).join(" "),
			isOpen: false,
		});
	return forms.filter(({ text }) => !/-(hundred|thousand)/.test(text));
}

/** A code of digits that is not one and the same part said twice. */
export function anyCode(fewest = 4, most = 7): fc.Arbitrary<string> {
	return fc
		.array(fc.integer({ min: 0, max: 9 }), {
			minLength: fewest,
			maxLength: most,
		})
		.map((digits) => digits.join(""));
}

/** The number in groups of one to four digits, each in some form. */
export function spokenGroups(number: string): fc.Arbitrary<string[]> {
	const size = fc.integer({ min: 1, max: 4 });
	const choice = fc.tuple(size, fc.nat());
	const choices = fc.array(choice, { minLength: 9, maxLength: 9 });
	return choices.map((all) => groupsOf(number, all));
}

function groupsOf(
	number: string,
	choices: readonly (readonly [number, number])[],
): string[] {
	const groups: string[] = [];
	let at = 0;
	for (const [size, pick] of choices) {
		if (at >= number.length) break;
		const group = number.slice(at, at + size);
		const isEdge = at === 0 || at + size >= number.length;
		const forms = formsOf(group, isEdge).filter(
			({ isOpen }) => !isOpen || at + size >= number.length,
		);
		groups.push(forms[pick % forms.length]?.text ?? group);
		at += size;
	}
	if (at < number.length) groups.push(number.slice(at));
	return groups;
}

/** What may stand between two groups and says nothing. */
export const anyBreath = fc.constantFrom(" ", " ", ", ", ". ", " - ");
/** The same, and fillers. */
export const anyJoint = fc.constantFrom(
	...[" ", " ", ", ", ". ", " um ", ", uh, ", " dash ", " and then ", " then "],
);

/** The number as one text. */
export function spokenNumber(
	number: string,
	joint: fc.Arbitrary<string> = anyJoint,
): fc.Arbitrary<string> {
	const joints = fc.array(joint, { minLength: 12, maxLength: 12 });
	return fc
		.tuple(spokenGroups(number), joints)
		.map(([groups, between]) =>
			groups.map((group, at) => (at ? between[at - 1] : "") + group).join(""),
		);
}

/** A text with the words around it that callers put there. */
export function framed(text: string): fc.Arbitrary<string> {
	const before = fc.constantFrom(
		...["", "", "it's ", "It's ", "um ", "the code is ", "my code is, uh, "],
		...[
			"hello, the code is ",
			"it says ",
			"okay so ",
			"on the screen it says ",
		],
		...["i think it's ", "please connect me to ", "game code "],
	);
	const after = fc.constantFrom(
		...["", "", ".", " please", ", please.", " thanks", " thank you", " okay"],
	);
	return fc.tuple(before, after).map(([one, other]) => one + text + other);
}
