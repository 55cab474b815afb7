/** The callers that a game has lent to flows. */

/** One for every `converse` that went to a call, until its `conversed` comes: a call that is lent anew has two for a while. */
export interface Loan {
	readonly callId: string;
	readonly flow: string;
}

export type Loans = readonly Loan[];

/** Those of the call with this id, or of every call: of each the calls' ids, once. */
export function callsLent(
	loans: Loans,
	callId: string | undefined,
): readonly string[] {
	const ids = loans.map((loan) => loan.callId);
	return [...new Set(ids)].filter(
		(id) => callId === undefined || id === callId,
	);
}

/** The same without one that is over: of several to the same flow the first. */
export function withoutLoan(loans: Loans, { callId, flow }: Loan): Loans {
	const over = loans.findIndex(
		(loan) => loan.callId === callId && loan.flow === flow,
	);
	return loans.filter((_, at) => at !== over);
}

/** The same without those of a call. */
export function withoutLoansOf(loans: Loans, callId: string): Loans {
	return loans.filter((loan) => loan.callId !== callId);
}
