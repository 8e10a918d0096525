// Puts the gallery together.

import { colorNamer, oklabFromSrgb, srgbFromHex } from "../shared/color.js";
import { readJson } from "../shared/data.js";
import { addChoices, announce, button, byId, element } from "../shared/dom.js";
import { MOST_COMPARED, choicesOf, defaultSort, isSearching, linkOf } from "./choices.js";
import { ColorFields } from "./color_fields.js";
import {
	SORTS,
	likeness,
	momentsNear,
	plainText,
	prepareDistributions,
	readFilms,
	shareNear,
	sortFilms,
} from "./films.js";
import { showComparison, showDetails } from "./panels.js";
import { Wall } from "./wall.js";

/** @typedef {import("./films.js").GalleryFilm} GalleryFilm */
/** @typedef {import("./choices.js").Choices} Choices */

const LINK_MS = 250; // a browser refuses to change a page's address more often than some 10 times a second
const SPOKEN_MS = 500; // after which the number of films is read aloud
const SORT_NAMES = {
	match: "Best match",
	title: "Title",
	year: "Year",
	length: "Length",
	lightness: "Lightness",
	chroma: "Chroma",
	hue: "Hue",
};

const names = readJson("names");
const nameOfColor = colorNamer(names);
const collator = new Intl.Collator(undefined, { numeric: true });
const films = readFilms(readJson("data"))
	.map((film) => ({ film, title: film.title }))
	.sort((one, other) => collator.compare(one.title, other.title))
	.map(({ film }) => film);
const byName = new Map(films.map((film) => [film.name, film]));
const searched = new Map(films.map((film) => [film, plainText(`${film.title}\n${film.file}`)]));
/** @type {Choices} */
let choices = choicesOf("");
/** @type {Map<GalleryFilm, number> | null} */
let matches = null;
let matched = ""; // what `matches` are of

const acts = {
	open: (/** @type {GalleryFilm} */ film) => change({ film: film.name }),
	like: (/** @type {GalleryFilm} */ film) => {
		change({ like: film.name, colors: [], film: null, comparing: false });
		wall.focus(0);
	},
	compare: toggleCompared,
	findColor: (/** @type {string} */ hex) => {
		change({ colors: [hex], like: null, film: null, comparing: false });
		wall.focus(0);
	},
	nameOf: nameOfColor,
	lanesOf,
};
const wall = new Wall(byId("wall"), acts);
const colorFields = new ColorFields(names, (colors) => change({ colors, like: null }));

/** @param {Partial<Choices>} changed */
function change(changed) {
	const next = { ...choices, ...changed };
	if (isSearching(next) !== isSearching(choices) && !("sort" in changed)) {
		next.sort = defaultSort(next);
		next.reversed = false;
	}
	if (next.compare.length < 2) next.comparing = false;
	choices = next;
	show();
	keepLink();
}

function show() {
	const shown = chosenFilms();
	wall.show({ films: shown, view: choices.view, matches, lanesOf, compared: new Set(choices.compare) });
	showControls();
	showTray();
	showPanels();
	const count =
		shown.length === films.length
			? `${count3(films.length)} films`
			: `${count3(shown.length)} of ${count3(films.length)} films`;
	byId("count").textContent = count;
	byId("none").hidden = shown.length > 0;
	clearTimeout(spokenTimer);
	spokenTimer = setTimeout(() => {
		byId("live").textContent = count;
	}, SPOKEN_MS);
}

/** @param {number} count */
function count3(count) {
	return count.toLocaleString("en");
}

/** The films that pass, in their order. */
function chosenFilms() {
	const { text, from, to, sort, reversed } = choices;
	const words = plainText(text).split(/\s+/).filter(Boolean);
	updateMatches();
	const passed = films.filter((film) => {
		if (from !== null && !(film.year !== null && film.year >= from)) return false;
		if (to !== null && !(film.year !== null && film.year <= to)) return false;
		return words.every((word) => searched.get(film)?.includes(word));
	});
	if (sort === "title") return reversed ? passed.reverse() : passed;
	if (sort === "match") return sortFilms(passed, (film) => -(matches?.get(film) ?? 0), reversed);
	return sortFilms(passed, SORTS[sort], reversed);
}

function updateMatches() {
	const { colors, like } = choices;
	const of = JSON.stringify([colors, like]);
	if (of === matched) return;
	matched = of;
	const model = like === null ? null : byName.get(like);
	const labs = labsOf();
	if (model) matches = new Map(films.map((film) => [film, likeness(model, film)]));
	else if (labs.length)
		matches = new Map(films.map((film) => [film, Math.min(...labs.map((lab) => shareNear(film, lab)))]));
	else matches = null;
}

function labsOf() {
	return choices.colors.map((color) => oklabFromSrgb(...srgbFromHex(color)));
}

/** For each color that is looked for, how much of each moment is near it. @param {GalleryFilm} film */
function lanesOf(film) {
	return labsOf()
		.map((lab) => momentsNear(film, lab))
		.filter((lane) => lane.length);
}

function showControls() {
	const { view, sort, reversed, text, from, to, colors, like } = choices;
	byId(`views-${view}`).checked = true;
	byId("sort").value = sort;
	byId("sort").firstElementChild.hidden = byId("sort").firstElementChild.disabled = !isSearching(choices);
	byId("reverse").setAttribute("aria-pressed", String(reversed));
	for (const [id, value] of Object.entries({ text, from: from ?? "", to: to ?? "" })) {
		if (document.activeElement !== byId(id)) byId(id).value = value;
	}
	colorFields.show(colors);
	byId("context").hidden = !isSearching(choices);
	const model = like === null ? null : byName.get(like);
	byId("context-text").textContent = model
		? `Films like ${model.title}, by the share of colors they have in common`
		: `Films by their share near ${colors.map((color) => nameOfColor(color)).join(" and ")}`;
}

function showTray() {
	const compared = choices.compare.map((name) => byName.get(name)).filter((film) => film !== undefined);
	byId("tray").hidden = !compared.length;
	byId("compare").disabled = compared.length < 2;
	byId("compare").textContent = compared.length < 2 ? "Choose another to compare" : `Compare ${compared.length} films`;
	byId("chosen").replaceChildren(
		...compared.map((film) =>
			element(
				"li",
				{},
				film.title,
				button(() => toggleCompared(film), { "aria-label": `Do not compare ${film.title}` }, "×"),
			),
		),
	);
}

function showPanels() {
	const film = choices.film === null ? undefined : byName.get(choices.film);
	if (film) showDetails(film, acts);
	else byId("details").close();
	const compared = choices.compare.map((name) => byName.get(name)).filter((other) => other !== undefined);
	if (choices.comparing && compared.length > 1) showComparison(compared, acts);
	else byId("comparison").close();
}

/** @param {GalleryFilm} film */
function toggleCompared(film) {
	const { compare } = choices;
	if (compare.includes(film.name)) change({ compare: compare.filter((name) => name !== film.name) });
	else if (compare.length < MOST_COMPARED) change({ compare: [...compare, film.name] });
	else announce(`At most ${MOST_COMPARED} films can be compared.`);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let linkTimer;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let spokenTimer;
function keepLink() {
	clearTimeout(linkTimer);
	linkTimer = setTimeout(() => {
		const link = linkOf(choices);
		if (link !== location.hash.slice(1)) history.replaceState(null, "", link ? `#${link}` : location.pathname);
	}, LINK_MS);
}

function followLink() {
	const linked = choicesOf(location.hash.slice(1));
	if (linked.like !== null && !byName.has(linked.like)) linked.like = null;
	if (!isSearching(linked) && linked.sort === "match") linked.sort = "title";
	linked.compare = linked.compare.filter((name) => byName.has(name));
	choices = linked;
	show();
}

/** @param {string} text */
const yearOf = (text) => (/^\d{1,4}$/.test(text) ? Number(text) : null);

addChoices("views", { poster: "Posters", strip: "Strips", ring: "Rings" });
byId("sort").append(...Object.entries(SORT_NAMES).map(([value, name]) => element("option", { value }, name)));
byId("views").onchange = (/** @type {any} */ event) => change({ view: event.target.value });
byId("sort").onchange = () => change({ sort: byId("sort").value });
byId("reverse").onclick = () => change({ reversed: !choices.reversed });
byId("text").oninput = () => change({ text: byId("text").value });
for (const id of ["from", "to"]) byId(id).oninput = () => change({ [id]: yearOf(byId(id).value) });
byId("filters").onsubmit = (/** @type {Event} */ event) => event.preventDefault();
byId("stop").onclick = () => change({ colors: [], like: null });
byId("clear").onclick = () => {
	change({ text: "", from: null, to: null });
	byId("text").focus();
};
byId("compare").onclick = () => change({ comparing: true });
byId("empty").onclick = () => change({ compare: [] });
byId("details").onclose = () => change({ film: null });
byId("comparison").onclose = () => change({ comparing: false });
for (const id of ["details", "comparison"])
	byId(id).onclick = (/** @type {any} */ event) => {
		if (event.target === byId(id)) byId(id).close(); // the backdrop
	};
window.addEventListener("hashchange", followLink);
followLink();
setTimeout(() => prepareDistributions(films), 500);
