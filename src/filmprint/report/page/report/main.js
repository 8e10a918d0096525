// Puts the page together.

import { colorNamer } from "../shared/color.js";
import { readJson } from "../shared/data.js";
import { addChoices, byId } from "../shared/dom.js";
import { formatTime, parseTime } from "../shared/time.js";
import { offerDownloads } from "./downloads.js";
import { Film } from "./film.js";
import { Moment } from "./moment.js";
import { showPalette, showStills } from "./sections.js";
import { Stage } from "./stage.js";
import { State } from "./state.js";

const LINK_MS = 250; // a browser refuses to change a page's address more often than some 10 times a second

const film = new Film(readJson("data"));
film.frames = byId("frames");
const sheet = film.stills ? byId("sheet") : null;
const state = new State({
	view: "bars",
	rows: 1,
	range: [0, film.count],
	magnified: 1,
	moment: firstMoment(),
	pinned: false,
});
const parts = { stage: byId("stage"), picture: byId("picture"), marks: byId("marks"), overview: byId("overview") };
const stage = new Stage(film, state, parts);
const moment = new Moment(film, colorNamer(readJson("names")), sheet);

addChoices("views", {
	bars: "Bars",
	...(film.frames && { frames: "Frames" }),
	stack: "Stack",
	ring: "Ring",
	cloud: "Cloud",
	curves: "Curves",
});
addChoices("rows", { 1: "1", 2: "2", 3: "3", 4: "4", 5: "5" });

/** The one that shows the most colorful color of the palette best: a good one to begin with. */
function firstMoment() {
	/** @type {import("./sections.js").PaletteColor[]} */
	const palette = film.document.palette ?? [];
	const chroma = palette.map(({ sample }) => film.means(sample).chroma || 0);
	return palette[chroma.indexOf(Math.max(...chroma))]?.sample ?? 0;
}

function showMoment() {
	const { moment: i, pinned } = state.values;
	moment.show(i, pinned);
	parts.stage.setAttribute("aria-valuenow", String(i + 1));
	parts.stage.setAttribute("aria-valuetext", `${film.clock(i)} of ${formatTime(film.document.film.duration_seconds)}`);
}

function showView() {
	const { view, rows } = state.values;
	byId("rows").hidden = !["bars", "ring"].includes(view);
	byId("look").dataset.view = view;
	byId("look").classList.toggle("beside", !stage.view.axis);
	byId("back").hidden = stage.isWhole;
	byId(`views-${view}`).checked = true;
	byId(`rows-${rows}`).checked = true;
	byId("hint").textContent =
		view === "cloud"
			? "Drag to turn, wheel to zoom, point at a color for its moment. Keys: Shift and arrows turn."
			: "Point for a moment, click to pin it and copy its color, drag to zoom. Keys: arrows, Page Up and Down, Enter, +, −, Escape.";
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
function keepLink() {
	clearTimeout(timer);
	timer = setTimeout(() => {
		const link = `#t=${film.clock(state.values.moment)}`;
		if (link !== location.hash) history.replaceState(null, "", link);
	}, LINK_MS);
}

function followLink() {
	const seconds = parseTime(location.hash.replace(/^#t=/, "").replaceAll("%3A", ":"));
	if (seconds === null) return false;
	go(film.nearest(seconds));
	return true;
}

/** Pin a moment and bring it into sight. @param {number} i */
function go(i) {
	stage.step(i);
	state.set({ pinned: true });
}

const focus = () => parts.stage.focus({ preventScroll: true });

state.listeners.push((changed) => {
	if (changed.has("moment") || changed.has("pinned")) {
		showMoment();
		keepLink();
	} else showView();
});

byId("views").onchange = (/** @type {any} */ event) => state.set({ view: event.target.value });
byId("rows").onchange = (/** @type {any} */ event) => state.set({ rows: Number(event.target.value) });
for (const [id, act] of Object.entries({ back: () => stage.whole(), unpin: () => stage.unpin() }))
	byId(id).onclick = () => {
		act();
		focus();
	};
document.addEventListener("keydown", (event) => {
	if (event.key !== "Escape") return;
	if (byId("downloads").open) {
		byId("downloads").open = false;
		byId("downloads").firstElementChild.focus();
	} else stage.escape();
});
document.addEventListener("click", (event) => {
	const inside = byId("downloads").contains(event.target);
	if (!inside || /** @type {Element} */ (event.target).closest(".menu")) byId("downloads").open = false;
});
window.addEventListener("hashchange", followLink);
for (const query of ["print", "(prefers-color-scheme: dark)"])
	matchMedia(query).addEventListener("change", () => stage.drawAll());
new ResizeObserver(() => stage.drawAll()).observe(parts.stage);
document.fonts.ready.then(() => stage.drawAll());

/** @param {number} i */
const visit = (i) => {
	go(i);
	focus();
	byId("look").scrollIntoView({ block: "start" });
};
showPalette(film, visit);
offerDownloads(film, stage);
showView();
if (!followLink()) showMoment();
if (sheet)
	sheet.decode().then(() => {
		moment.still = -1;
		showMoment();
		showStills(film, sheet, visit);
	});
