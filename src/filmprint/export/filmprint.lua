-- mpv script: a film's colors as a strip under the seek bar, with a mark at the current time.
--
-- It reads the film's fingerprint, FILM.json beside FILM.mkv, as filmprint writes it. The strip comes
-- and goes with the pointer, as the seek bar does. Install it in mpv's folder of scripts:
--     filmprint mpv-script -o ~/.config/mpv/scripts/filmprint.lua
-- Options go into script-opts/filmprint.conf, or after --script-opts=filmprint-height=20,... A key of
-- your own for "always on" goes into input.conf: c script-binding filmprint/toggle

local options = {
    folder = "",     -- where the fingerprints are; empty: beside each film
    height = 12,     -- of the strip, in parts of a window 720 high
    always = false,  -- show the strip all the time
    seconds = 1,     -- show it for so long after the pointer moved or the film was sought
}
require("mp.options").read_options(options, "filmprint")
local utils = require("mp.utils")

local OVERLAY = 60  -- number of mpv's overlay
local NEAR = 80     -- the strip stays while the pointer is so near to the bottom, in 720ths
local TRANSPARENT, BLACK, WHITE = "\0\0\0\0", "\0\0\0\255", "\255\255\255\255"

local print_of_film = nil  -- what is drawn: BGRA bytes of each sample, their span, the duration
local drawn = nil          -- the window's size and the mark of the strip that is on screen
local hide_timer = nil

-- Four bytes, blue first, as mpv's overlays have them.
local function bgra(hex)
    local red, green, blue = hex:match("^#(%x%x)(%x%x)(%x%x)$")
    if not red then return string.char(128, 128, 128, 255) end
    return string.char(tonumber(blue, 16), tonumber(green, 16), tonumber(red, 16), 255)
end

local function fingerprint_path()
    local film = mp.get_property("path", "")
    if film:find("://") then return nil end
    local folder, name = utils.split_path(film)
    if options.folder ~= "" then
        folder = mp.command_native({"expand-path", options.folder})
    end
    return utils.join_path(folder, name:gsub("%.[^.]*$", "") .. ".json")
end

local function load_fingerprint()
    local path = fingerprint_path()
    local file = path and io.open(path, "rb")
    if not file then return nil end
    local data = utils.parse_json(file:read("*a"))
    file:close()
    local film = type(data) == "table" and data.filmprint and data.film
    if not film or type(data.colors) ~= "table" or #data.colors == 0 then return nil end
    local samples = {}
    for n, clusters in ipairs(data.colors) do
        samples[n] = bgra(clusters[1] or "")
    end
    return {
        samples = samples,
        from = film.picture_span.start_seconds,
        to = film.picture_span.end_seconds,
        duration = film.duration_seconds,
    }
end

-- The strip and the mark in it. Each pixel has the color at the moment under its middle, as in
-- `filmprint export --to seekbar`.
local function draw(width, height, y, mark)
    local film = print_of_film
    local duration = mp.get_property_number("duration", film.duration)
    local count, length = #film.samples, math.max(film.to - film.from, 1e-9)
    local pixels = {}
    for x = 0, width - 1 do
        local seconds = (x + 0.5) / width * duration
        local sample = math.floor((seconds - film.from) / length * count + 1e-9)
        pixels[x + 1] = film.samples[sample + 1] or TRANSPARENT
    end
    for n, color in ipairs({BLACK, WHITE, WHITE, BLACK}) do
        pixels[mark + n] = color
    end
    local row = table.concat(pixels)
    local name = os.tmpname()
    local file = io.open(name, "wb")
    if not file then return end
    file:write(row:rep(height))
    file:close()
    mp.command_native({"overlay-add", OVERLAY, 0, y, name, 0, "bgra", width, height, #row})
    os.remove(name)  -- mpv has its own copy
end

local function show()
    local window = mp.get_property_native("osd-dimensions")
    if not print_of_film or not window or window.w < 8 or window.h < 8 then return end
    local height = math.max(math.floor(options.height * window.h / 720 + 0.5), 2)
    local at = mp.get_property_number("percent-pos", 0) / 100
    local mark = math.max(0, math.min(math.floor(at * window.w - 1.5), window.w - 4))
    local state = table.concat({window.w, window.h, mark}, " ")
    if state ~= drawn then
        draw(window.w, height, window.h - height, mark)
        drawn = state
    end
end

local function hide()
    mp.command_native({"overlay-remove", OVERLAY})
    drawn = nil
end

local function pointer_is_near()
    local window = mp.get_property_native("osd-dimensions")
    local pointer = mp.get_property_native("mouse-pos")
    return pointer and pointer.hover and window and window.h > 0
        and pointer.y > window.h * (1 - NEAR / 720)
end

local function hide_unless_near()
    if not options.always and not pointer_is_near() then hide() end
end

local function show_for_a_while()
    if not print_of_film then return end
    show()
    hide_timer:kill()
    hide_timer:resume()
end

hide_timer = mp.add_timeout(options.seconds, hide_unless_near)
hide_timer:kill()

mp.register_event("file-loaded", function()
    print_of_film = load_fingerprint()
    if not print_of_film then return end
    -- mpv's own seek bar makes room.
    mp.command_native({"change-list", "script-opts", "append", "osc-barmargin=" .. options.height})
    if options.always then show() end
end)

mp.register_event("end-file", function()
    if not print_of_film then return end
    print_of_film = nil
    hide()
    mp.command_native({"change-list", "script-opts", "remove", "osc-barmargin"})
end)

mp.register_event("seek", show_for_a_while)
mp.observe_property("mouse-pos", "native", show_for_a_while)
mp.observe_property("osd-dimensions", "native", function() if drawn then show() end end)
mp.observe_property("percent-pos", "number", function() if drawn then show() end end)
mp.add_key_binding(nil, "toggle", function()
    options.always = not options.always
    if options.always then show() else hide() end
end)
