// What the reader has chosen, as the page's address has it after the #.

import { SORTS } from "./films.js";

/**
 * @typedef {object} Choices
 * @property {string} view poster, strip or ring
 * @property {string} sort
 * @property {boolean} reversed
 * @property {string} text
 * @property {number | null} from a year
 * @property {number | null} to
 * @property {string[]} colors at most two, such as "#cc0000"
 * @property {string | null} like a film's name
 * @property {string[]} compare names of films
 * @property {string | null} film the one whose panel is open
 * @property {boolean} comparing whether the comparison is open
 */

export const MOST_COMPARED = 4;
export const VIEWS_OF_FILMS = ["poster", "strip", "ring"];

/** @param {Choices} choices */
export function linkOf(choices) {
	const link = new URLSearchParams();
	if (choices.view !== "poster") link.set("view", choices.view);
	if (choices.sort !== defaultSort(choices)) link.set("sort", choices.sort);
	if (choices.reversed) link.set("reversed", "1");
	if (choices.text) link.set("text", choices.text);
	if (choices.from !== null) link.set("from", String(choices.from));
	if (choices.to !== null) link.set("to", String(choices.to));
	for (const color of choices.colors) link.append("color", color.slice(1));
	if (choices.like !== null) link.set("like", choices.like);
	for (const name of choices.compare) link.append("compare", name);
	if (choices.film !== null) link.set("film", choices.film);
	if (choices.comparing) link.set("comparing", "1");
	return link.toString();
}

/** What a link says; what it says wrong is as if it were not said. @param {string} text @returns {Choices} */
export function choicesOf(text) {
	const link = new URLSearchParams(text);
	/** @param {string} name */
	const year = (name) => (/^\d{1,4}$/.test(link.get(name) ?? "") ? Number(link.get(name)) : null);
	const colors = link.getAll("color").filter((color) => /^[0-9a-f]{6}$/.test(color));
	const compare = [...new Set(link.getAll("compare"))].slice(0, MOST_COMPARED);
	const choices = {
		view: VIEWS_OF_FILMS.find((view) => view === link.get("view")) ?? "poster",
		sort: link.get("sort") ?? "",
		reversed: link.get("reversed") === "1",
		text: link.get("text") ?? "",
		from: year("from"),
		to: year("to"),
		colors: colors.slice(0, 2).map((color) => `#${color}`),
		like: link.get("like"),
		compare,
		film: link.get("film"),
		comparing: link.get("comparing") === "1" && compare.length > 1,
	};
	if (choices.like !== null) choices.colors = [];
	const known =
		choices.sort === "title" ||
		(choices.sort === "match" && isSearching(choices)) ||
		Object.hasOwn(SORTS, choices.sort);
	if (!known) choices.sort = defaultSort(choices);
	return choices;
}

/** Whether films have a match that they can be ordered by. @param {{colors: string[], like: string | null}} choices */
export function isSearching({ colors, like }) {
	return colors.length > 0 || like !== null;
}

/** @param {{colors: string[], like: string | null}} choices */
export function defaultSort(choices) {
	return isSearching(choices) ? "match" : "title";
}
