// Intl.DateTimeFormat and what Date's prototype has of it, in the Gregorian calendar. The sandbox's own zone is UTC; what is
// data of languages is in locale-dates.js, the zones are Rust's.
(function (native, exports) {
  "use strict";
  const { add, hidden, refuse, resolve, dataOf, option, count, given, only, never, DEFAULT } = exports.intl;
  const { DATES, ZONE_NAMES } = exports.intl;

  const TEXT = ["narrow", "short", "long"];
  const DIGITS = ["2-digit", "numeric"];
  const WIDTHS = { weekday: TEXT, year: DIGITS, month: [...DIGITS, ...TEXT], day: DIGITS };
  const CLOCK = ["hour", "minute", "second"];
  const ZONE = ["short", "long", "shortOffset", "longOffset", "shortGeneric", "longGeneric"];
  const STYLES = ["full", "long", "medium", "short"];
  const CODES = { numeric: 1, "2-digit": 2, short: 3, long: 4, narrow: 5 };
  const UTC_NAMES = /^(Etc\/)?(UTC|UCT|GMT|GMT0|GMT[-+]0|Zulu|Universal|Greenwich)$/i;

  function zoneOf(value) {
    if (value === undefined) return { name: "UTC", offset: () => 0 };
    const name = String(value);
    const fixed = /^([-+])([01]\d|2[0-3])(?::?([0-5]\d))?$/.exec(name);
    if (fixed) {
      const minutes = Number(fixed[2]) * 60 + Number(fixed[3] ?? 0);
      const seconds = (fixed[1] === "-" ? -60 : 60) * minutes;
      const sign = seconds < 0 ? "-" : "+";
      return { name: `${sign}${fixed[2]}:${fixed[3] ?? "00"}`, offset: () => seconds, isFixed: true };
    }
    if (UTC_NAMES.test(name)) return { name: "UTC", offset: () => 0 };
    const known = name.length <= 64 ? native.zoneName(name) : undefined;
    if (typeof known !== "string") {
      throw new RangeError(`Invalid time zone specified: ${name.slice(0, 64)}: it is "UTC", a name of the IANA database such as "Europe/Berlin", or an offset such as "+02:00"`);
    }
    return { name: known, offset: (time) => native.zoneOffset(known, time) ?? 0 };
  }

  // `needed` and `defaults` are ECMA-402's: which fields count as given, and which there are if none is.
  function read(locales, given_, needed, defaults) {
    const options = given(given_);
    const { locale, keywords } = resolve(locales, "dates", { ca: ["gregory"], nu: ["latn"], hc: ["h12", "h23"] });
    const format = { locale, data: dataOf(locale), fields: {} };
    only(options, "calendar", "gregory");
    only(options, "numberingSystem", "latn");
    const cycle = option(options, "hourCycle", ["h11", "h12", "h23", "h24"], keywords.hc);
    if (cycle === "h11" || cycle === "h24") refuse(`hourCycle: "${cycle}"`, 'it is "h12" or "h23"');
    const twelve = options.hour12 === undefined ? undefined : Boolean(options.hour12);
    format.cycle = twelve === undefined ? cycle ?? DATES[format.data].cycle : twelve ? "h12" : "h23";
    format.zone = zoneOf(options.timeZone);
    for (const [name, widths] of Object.entries(WIDTHS)) put(format.fields, name, option(options, name, widths));
    for (const name of CLOCK) put(format.fields, name, option(options, name, DIGITS));
    put(format.fields, "fractionalSecondDigits", count(options, "fractionalSecondDigits", 1, 3));
    const zoneName = option(options, "timeZoneName", ZONE);
    never(options, "era", "leave it out, or write it after the date");
    never(options, "dayPeriod", "use hour12: true for AM and PM");
    option(options, "formatMatcher", ["basic", "best fit"]);
    const dateStyle = option(options, "dateStyle", STYLES);
    const timeStyle = option(options, "timeStyle", STYLES);
    if (dateStyle || timeStyle) {
      const first = Object.keys(format.fields)[0] ?? (zoneName && "timeZoneName");
      if (first) throw new TypeError(`Can't set option ${first} when ${dateStyle ? "dateStyle" : "timeStyle"} is used`);
      if (needed === "date" && timeStyle) throw new TypeError("Invalid option : timeStyle");
      if (needed === "time" && dateStyle) throw new TypeError("Invalid option : dateStyle");
      format.fields = null;
      return styled(format, dateStyle, timeStyle);
    }
    const has = (names) => names.some((name) => format.fields[name] !== undefined);
    const date = Object.keys(WIDTHS);
    const given2 = (needed !== "time" && has(date)) || (needed !== "date" && has([...CLOCK, "fractionalSecondDigits"]));
    if (!given2 && defaults !== "time") for (const name of ["year", "month", "day"]) format.fields[name] = "numeric";
    if (!given2 && defaults !== "date") for (const name of CLOCK) format.fields[name] = "numeric";
    put(format.fields, "timeZoneName", zoneName);
    return fielded(format);
  }
  function put(fields, name, value) {
    if (value !== undefined) fields[name] = value;
  }

  const inOther = (format, what) => refuse(`${what} in ${format.locale}`, `its dates are digits only; use en-US or en-GB for names`);

  function styled(format, dateStyle, timeStyle) {
    const language = DATES[format.data];
    Object.assign(format, { dateStyle, timeStyle, tokens: [] });
    if (dateStyle) {
      const pattern = language.styles[dateStyle];
      if (pattern === undefined) inOther(format, `dateStyle: "${dateStyle}"`);
      const text = dateStyle === "medium" ? "short" : "long";
      format.tokens.push(...dateTokens(pattern, { weekday: "long", month: text }));
    }
    if (dateStyle && timeStyle) format.tokens.push(["literal", language.glue[dateStyle === "full" || dateStyle === "long" ? 0 : 1]]);
    if (timeStyle) {
      const wide = format.cycle === "h23" || language.cycle === "h23";
      const fields = { hour: wide ? "2-digit" : "numeric", minute: "2-digit" };
      if (timeStyle !== "short") fields.second = "2-digit";
      if (timeStyle === "long") fields.timeZoneName = "short";
      if (timeStyle === "full") fields.timeZoneName = "long";
      format.tokens.push(...clockTokens(fields, format));
    }
    return checked(format, timeStyle !== undefined);
  }

  function fielded(format) {
    const { fields } = format;
    const language = DATES[format.data];
    const date = patternOf(format);
    const clock = clockTokens(fields, format);
    format.tokens = date ? dateTokens(date, fields) : [];
    if (date && clock.length) format.tokens.push(["literal", glueOf(format, language)]);
    format.tokens.push(...clock);
    return checked(format, fields.hour !== undefined);
  }
  function glueOf({ fields, cycle }, { glue }) {
    if (fields.month === "long") return glue[0];
    return isPhrase(fields) && (cycle === "h12" || fields.minute) ? " " : glue[1];
  }
  // What a format can't say, it says before it is used.
  function checked(format, hasHour) {
    const zone = format.tokens.find(([type]) => type === "timeZoneName");
    if (zone) nameOfZone(format, zone[1]);
    if (!hasHour) format.cycle = undefined;
    return format;
  }

  function patternOf(format) {
    const { weekday, year, month, day } = format.fields;
    const key = (weekday ? "E" : "") + (year ? "y" : "") + (month ? (DIGITS.includes(month) ? "M" : "L") : "") + (day ? "d" : "");
    if (!key) return "";
    const { patterns, other, names } = DATES[format.data];
    if (!names && /[EL]/.test(key)) inOther(format, "names of months and weekdays");
    const code = [weekday, year, month, day].map((width) => CODES[width] ?? "-").join("");
    const isOdd = patterns[key] === undefined || /^3-2-|^3-[45]-|^4-5-/.test(code);
    if (isOdd) refuse(`a date of only ${Object.keys(format.fields).filter((name) => WIDTHS[name]).join(" and ")} in these widths`, "format its fields one by one");
    if (other[code]) return other[code];
    let pattern = patterns[key];
    if (year === "2-digit") pattern = pattern.replace(/y+/, "yy");
    if (month === "2-digit") pattern = pattern.replace(/M+/, "MM");
    if (day === "2-digit") pattern = pattern.replace(/d+/, "dd");
    return pattern;
  }

  const TOKENS = { y: ["year", "numeric"], yy: ["year", "2-digit"], M: ["month", "numeric"], MM: ["month", "2-digit"], d: ["day", "numeric"], dd: ["day", "2-digit"] };
  const dateTokens = (pattern, { weekday, month }) =>
    pattern.match(/y+|M+|L|d+|E|[^yMLdE]+/g).map((piece) => TOKENS[piece] ?? (piece === "E" ? ["weekday", weekday] : piece === "L" ? ["month", month] : ["literal", piece]));

  function clockTokens(fields, format) {
    const { hour, minute, second, fractionalSecondDigits: fraction, timeZoneName } = fields;
    const language = DATES[format.data];
    const tokens = [];
    if ((hour && second && !minute) || (fraction && !(minute && second))) {
      refuse("a time with a gap between its fields", "give hour, minute and second");
    }
    if (hour) tokens.push(["hour", format.cycle === "h23" && !isShort(fields, language) ? "2-digit" : hour]);
    if (minute) tokens.push(...(hour ? [["literal", ":"]] : []), ["minute", hour || second ? "2-digit" : "numeric"]);
    if (second) tokens.push(...(minute ? [["literal", ":"]] : []), ["second", minute ? "2-digit" : "numeric"]);
    if (fraction) tokens.push(["literal", language.decimal], ["fractionalSecond", fraction]);
    if (hour && format.cycle === "h12") tokens.push(["literal", "\u202f"], ["dayPeriod"]);
    else if (hour && !minute && language.hour) tokens.push(["literal", language.hour]);
    if (timeZoneName) tokens.push(...(tokens.length ? [["literal", " "]] : []), ["timeZoneName", timeZoneName]);
    return tokens;
  }

  // Hours of one digit, where a language has them of two: what the language's own patterns don't name is as asked for.
  function isShort(fields, language) {
    const { minute, second, timeZoneName } = fields;
    if (language.cycle !== "h23") return false;
    const wide = (minute === "2-digit") + (second === "2-digit");
    if (second) return timeZoneName === "short" || timeZoneName === "long" || wide >= (timeZoneName === "shortOffset" ? 1 : 2) && !isPhrase(fields);
    return minute === "2-digit" && !timeZoneName && !isPhrase(fields);
  }
  // A weekday and the time of day are one phrase.
  const isPhrase = ({ weekday, year, month, day, hour, fractionalSecondDigits, timeZoneName }) =>
    weekday && hour && !year && !month && !day && !fractionalSecondDigits && !timeZoneName;

  const two = (number) => String(number).padStart(2, "0");
  const sized = (number, width) => (width === "2-digit" ? two(number) : String(number));

  function value(token, format, date, time) {
    const [type, width] = token;
    const language = DATES[format.data];
    switch (type) {
      case "literal": return width;
      case "weekday": return language.names.weekday[width][date.getUTCDay()];
      case "month": return DIGITS.includes(width) ? sized(date.getUTCMonth() + 1, width) : language.names.month[width][date.getUTCMonth()];
      case "day": return sized(date.getUTCDate(), width);
      case "year": {
        // Years before the first are counted backwards from it, as eras count.
        const year = date.getUTCFullYear() + (date.later ?? 0);
        const shown = year > 0 ? year : 1 - year;
        return width === "2-digit" ? two(shown % 100) : String(shown);
      }
      case "hour": return sized(format.cycle === "h12" ? date.getUTCHours() % 12 || 12 : date.getUTCHours(), width);
      case "minute": return sized(date.getUTCMinutes(), width);
      case "second": return sized(date.getUTCSeconds(), width);
      case "fractionalSecond": return String(date.getUTCMilliseconds()).padStart(3, "0").slice(0, width);
      case "dayPeriod": return language.periods[date.getUTCHours() < 12 ? 0 : 1];
      default: return nameOfZone(format, width, time);
    }
  }

  // Without a time, only what no time changes is looked at.
  function nameOfZone(format, kind, time) {
    const { zone, data, locale } = format;
    if (kind === "shortGeneric" || kind === "longGeneric") refuse(`timeZoneName: "${kind}"`, 'it is "short", "long", "shortOffset" or "longOffset"');
    if (zone.name === "UTC" && kind === "short") return "UTC";
    if (!data.startsWith("en")) refuse(`timeZoneName: "${kind}" of ${zone.name} in ${locale}`, "use en-US or en-GB");
    if (time === undefined) return "";
    if (kind === "shortOffset") return offsetName(zone, time, false, "+0");
    if (kind === "longOffset") return offsetName(zone, time, true, "+00:00");
    if (zone.name === "UTC") return "Coordinated Universal Time";
    if (zone.isFixed) return offsetName(zone, time, kind === "long", "");
    // Zones have no names before 1970.
    if (time < 0) return offsetName(zone, time, kind === "long", kind === "long" ? "+00:00" : "+0");
    if (isUnsure(zone.name, time, data)) refuse(`timeZoneName: "${kind}" of ${zone.name}`, 'use "shortOffset"');
    if (isIn(ZONE_NAMES.standard, zone.name, time)) return offsetName(zone, time, kind === "long", "");
    const abbreviation = native.zoneAbbreviation(zone.name, time) ?? "";
    if (kind === "long") return longName(zone, time, abbreviation);
    const name = data === "en-GB" ? british(zone.name, abbreviation) : american(zone.name, abbreviation);
    const isGreenwich = abbreviation === "GMT" || (ZONE_NAMES.greenwich.includes(zone.name) && /^[+-]00$/.test(abbreviation));
    return name ?? (isGreenwich ? "GMT" : offsetName(zone, time, false, "+0"));
  }
  // Where the database's abbreviation isn't what the zone is called.
  const isIn = ({ names, until }, zone, time) => time < until && names.test(zone);
  const isUnsure = (zone, time, data) =>
    ZONE_NAMES.never.test(zone) || (data === "en-GB" && isIn(ZONE_NAMES.once, zone, time)) || (time >= ZONE_NAMES.until && ZONE_NAMES.lately.test(zone)) || (data === "en-CA" && ZONE_NAMES.canadian.test(zone));
  const isAmerican = (zone) => /^(America|US|Canada)\/|^Pacific\/(Honolulu|Johnston)$|^Atlantic\/Bermuda$/.test(zone) && !ZONE_NAMES.others.includes(zone);
  const american = (zone, abbreviation) => {
    if (!isAmerican(zone) || !ZONE_NAMES.american[abbreviation]) return undefined;
    return zone === "America/Adak" ? abbreviation.replace(/^H/, "HA") : abbreviation;
  };
  const british = (zone, abbreviation) => {
    if (zone === "Asia/Dubai" || zone === "Asia/Muscat") return "GST";
    return ZONE_NAMES.british.includes(abbreviation) || (zone === "Europe/London" && abbreviation === "BST") ? abbreviation : undefined;
  };
  function longName(zone, time, abbreviation) {
    const names = isAmerican(zone.name) ? ZONE_NAMES.american : /^Europe\/(?!(Dublin|Guernsey|Jersey|Isle_of_Man)$)/.test(zone.name) ? ZONE_NAMES.european : {};
    return names[abbreviation] ?? refuse(`the long name of ${zone.name}`, 'use timeZoneName: "short" or "longOffset"');
  }

  function offsetName(zone, time, isLong, ofZero) {
    const seconds = zone.offset(time);
    if (seconds === 0) return "GMT" + ofZero;
    const [size, sign] = [Math.abs(seconds), seconds < 0 ? "-" : "+"];
    const [hours, minutes, rest] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
    const tail = (minutes || rest || isLong ? ":" + two(minutes) : "") + (rest ? ":" + two(rest) : "");
    return `GMT${sign}${isLong ? two(hours) : hours}${tail}`;
  }

  const MOST = 8.64e15;
  function timeOf(date) {
    const time = date === undefined ? Date.now() : Math.trunc(Number(date));
    if (!(Math.abs(time) <= MOST)) throw new RangeError("Invalid time value");
    return time;
  }

  // A date whose UTC fields are what clocks show there. Beyond the last that Date has, it is one of 400 years nearer: the
  // calendar is the same, weekdays included.
  const CYCLE = 146097 * 86400000;
  function wall(time) {
    if (Math.abs(time) <= MOST) return new Date(time);
    return Object.assign(new Date(time - Math.sign(time) * CYCLE), { later: Math.sign(time) * 400 });
  }

  function each(format, time, visit) {
    const date = wall(time + format.zone.offset(time) * 1000);
    for (const token of format.tokens) visit(token[0], value(token, format, date, time));
  }
  function text(format, time) {
    let whole = "";
    // A text has a plain space where its parts have a narrow one.
    each(format, time, (_, piece) => (whole += piece === "\u202f" ? " " : piece));
    return whole;
  }

  class DateTimeFormat {
    #format;
    #bound;
    constructor(locales, options) {
      this.#format = read(locales, options, "any", "date");
    }
    get format() {
      return (this.#bound ??= (date) => text(this.#format, timeOf(date)));
    }
    formatToParts(date) {
      const parts = [];
      each(this.#format, timeOf(date), (type, value) => {
        // Neighbouring literals are one.
        if (type === "literal" && parts.at(-1)?.type === "literal") parts.at(-1).value += value;
        else parts.push({ type, value });
      });
      return parts;
    }
    resolvedOptions() {
      const { locale, zone, cycle, tokens, dateStyle, timeStyle } = this.#format;
      const shown = { locale, calendar: "gregory", numberingSystem: "latn", timeZone: zone.name };
      if (cycle) Object.assign(shown, { hourCycle: cycle, hour12: cycle === "h12" });
      if (dateStyle || timeStyle) {
        put(shown, "dateStyle", dateStyle);
        put(shown, "timeStyle", timeStyle);
        return shown;
      }
      for (const name of ["weekday", "year", "month", "day", "hour", "minute", "second", "fractionalSecond", "timeZoneName"]) {
        const token = tokens.find(([type]) => type === name);
        if (token) shown[name === "fractionalSecond" ? "fractionalSecondDigits" : name] = token[1];
      }
      return shown;
    }
  }
  for (const name of ["formatRange", "formatRangeToParts"]) hidden(DateTimeFormat.prototype, { [name]() { refuse(`${name} of dates`, "format both ends and join them"); } });
  const callable = new Proxy(DateTimeFormat, { apply: (target, _, args) => new target(...args) });
  hidden(DateTimeFormat.prototype, { constructor: callable });
  add("DateTimeFormat", callable, "dates");

  const { getTime } = Date.prototype;
  for (const [name, needed, defaults] of [["toLocaleString", "any", "all"], ["toLocaleDateString", "date", "date"], ["toLocaleTimeString", "time", "time"]]) {
    // Most calls name nothing: one format serves them.
    const plain = read(DEFAULT, undefined, needed, defaults);
    hidden(Date.prototype, {
      [name](locales = undefined, options = undefined) {
        const time = getTime.call(this);
        if (Number.isNaN(time)) return "Invalid Date";
        return text(locales === undefined && options === undefined ? plain : read(locales, options, needed, defaults), time);
      },
    });
  }
})
