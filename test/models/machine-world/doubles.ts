/** The doubles of all worlds by the ids of their calls or games: the machines are the same objects for all. */
export class Doubles<Double> extends Map<string, Double> {
	/** The double with this id; an error if there is none. */
	of(id: string): Double {
		const double = this.get(id);
		if (!double) throw new Error(`There is no double of ${id}.`);
		return double;
	}
}
