// What dates and times look like in the languages of Intl.DateTimeFormat: data of CLDR 48 and nothing else.
(function (native, exports) {
  "use strict";

  const MONTHS = "January February March April May June July August September October November December".split(" ");
  const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
  const short = (names, exceptions) => names.map((name) => exceptions[name] ?? name.slice(0, 3));
  const narrow = (names) => names.map((name) => name[0]);
  const english = (exceptions = {}) => ({
    month: { long: MONTHS, short: short(MONTHS, exceptions), narrow: narrow(MONTHS) },
    weekday: { long: WEEKDAYS, short: short(WEEKDAYS, {}), narrow: narrow(WEEKDAYS) },
  });

  // `patterns` by the fields that are there: E weekday, y year, M month as digits and L as text, d day. `other` by how they
  // were asked for, in the order weekday, year, month, day: - not, 1 numeric, 2 2-digit, 3 short, 4 long, 5 narrow. `glue` is
  // between date and time, after a long month and otherwise.
  exports.intl.DATES = {
    "en-US": {
      names: english(), cycle: "h12", periods: ["AM", "PM"], glue: [" at ", ", "], decimal: ".",
      patterns: {
        d: "d", M: "M", Md: "M/d", L: "L", Ld: "L d", y: "y", yM: "M/y", yMd: "M/d/y", yL: "L y", yLd: "L d, y", E: "E",
        Ed: "d E", EM: "M E", EMd: "E, M/d", EL: "L E", ELd: "E, L d", Ey: "y E", Eyd: "d E y", EyM: "M/y E",
        EyMd: "E, M/d/y", EyL: "L y E", EyLd: "E, L d, y",
      },
      other: {
        "32--": "E yy",
      },
      styles: { full: "E, L d, y", long: "L d, y", medium: "L d, y", short: "M/d/yy" },
    },
    "en-GB": {
      names: english({ September: "Sept" }), cycle: "h23", periods: ["am", "pm"], glue: [" at ", ", "], decimal: ".",
      patterns: {
        d: "d", M: "M", Md: "dd/MM", L: "L", Ld: "d L", y: "y", yM: "MM/y", yMd: "dd/MM/y", yL: "L y", yLd: "d L y", E: "E",
        Ed: "E d", EM: "M E", EMd: "E dd/MM", EL: "L E", ELd: "E d L", Ey: "y E", Eyd: "E d y", EyM: "MM/y E",
        EyMd: "E, dd/MM/y", EyL: "L y E", EyLd: "E, d L y",
      },
      other: {
        "--12": "dd/M", "--21": "d/MM", "-112": "dd/M/y", "-121": "d/MM/y", "-212": "dd/M/yy", "-221": "d/MM/yy",
        "32--": "E yy",
      },
      styles: { full: "E, d L y", long: "d L y", medium: "d L y", short: "dd/MM/y" },
    },
    "en-CA": {
      names: english(), cycle: "h12", periods: ["a.m.", "p.m."], glue: [" at ", ", "], decimal: ".",
      patterns: {
        d: "d", M: "M", Md: "MM-dd", L: "L", Ld: "L d", y: "y", yM: "y-MM", yMd: "y-MM-dd", yL: "L y", yLd: "L d, y",
        E: "E", Ed: "E d", EM: "M E", EMd: "E, MM-dd", EL: "L E", ELd: "E, L d", Ey: "y E", Eyd: "E d y", EyM: "y-MM E",
        EyMd: "E, y-MM-dd", EyL: "L y E", EyLd: "E, L d, y",
      },
      other: {
        "--12": "M-dd", "--21": "MM-d", "-112": "y-M-dd", "-121": "y-MM-d", "-212": "yy-M-dd", "-221": "yy-MM-d",
        "32--": "E yy",
      },
      styles: { full: "E, L d, y", long: "L d, y", medium: "L d, y", short: "y-MM-dd" },
    },
    "de-DE": {
      cycle: "h23", periods: ["AM", "PM"], glue: [", ", ", "], decimal: ",", hour: " Uhr",
      patterns: {
        d: "d", M: "M", Md: "d.M.", y: "y", yM: "M/y", yMd: "d.M.y",
      },
      other: {
        "--21": "dd.MM.",
      },
      styles: { medium: "dd.MM.y", short: "dd.MM.yy" },
    },
    "fr-FR": {
      cycle: "h23", periods: ["AM", "PM"], glue: [" ", " "], decimal: ",", hour: " h",
      patterns: {
        d: "d", M: "M", Md: "dd/MM", y: "y", yM: "MM/y", yMd: "dd/MM/y",
      },
      other: {
        "-112": "dd/M/y", "-121": "d/MM/y", "-212": "dd/M/yy", "-221": "d/MM/yy",
      },
      styles: { short: "dd/MM/y" },
    },
    "sv-SE": {
      cycle: "h23", periods: ["fm", "em"], glue: [" ", " "], decimal: ",",
      patterns: {
        d: "d", M: "M", Md: "d/M", y: "y", yM: "y-MM", yMd: "y-MM-dd",
      },
      other: {
        "--21": "d/M", "-112": "y-M-dd", "-121": "y-MM-d", "-212": "yy-M-dd", "-221": "yy-MM-d",
      },
      styles: { short: "y-MM-dd" },
    },
  };

  // English names of zones by the database's abbreviations, for the zones that speakers call so.
  const american = { E: "Eastern", C: "Central", M: "Mountain", P: "Pacific", A: "Atlantic", AK: "Alaska", H: "Hawaii-Aleutian" };
  const LONG = {};
  for (const [letter, name] of Object.entries(american)) {
    LONG[letter + "ST"] = name + " Standard Time";
    LONG[letter + "DT"] = name + " Daylight Time";
  }
  exports.intl.ZONE_NAMES = {
    american: LONG,
    // American zones that share an abbreviation and have no name in English.
    others: ["America/Havana", "America/Hermosillo", "America/Mazatlan", "Cuba", "Mexico/BajaSur"],
    // Zones whose names changed where the abbreviation didn't, or the other way round.
    never: /^America\/(Chihuahua|Ciudad_Juarez|Dawson|Whitehorse)$|^Canada\/Yukon$|^Mexico\/|^[A-Z]{3}\d?([A-Z]{3})?$/,
    // Zones that had British names before they went over to offsets, which the database has for all years.
    once: { names: /^Africa\/(Casablanca|El_Aaiun)$/, until: Date.UTC(2018, 9, 28, 2) },
    // British Standard Time, which had the abbreviation of summer time and no name in English.
    standard: { names: /^(Europe\/(London|Belfast|Jersey|Guernsey|Isle_of_Man)|GB|GB-Eire)$/, until: Date.UTC(1971, 9, 31, 2) },
    // Zones whose winter is called GMT, and not by its offset.
    greenwich: ["Antarctica/Troll"],
    // Zones that keep their summer time from 2026 on: the database renames it, speakers may not.
    lately: /^America\/(Edmonton|Inuvik|Vancouver|Winnipeg|Yellowknife|Rainy_River)$|^Canada\/(Pacific|Mountain|Central)$/,
    until: Date.UTC(2026, 0, 1),
    // Zones with a name in Canada alone.
    canadian: /^America\/(St_Johns|Miquelon)$|^Canada\/Newfoundland$/,
    european: {
      GMT: "Greenwich Mean Time", BST: "British Summer Time", CET: "Central European Standard Time", CEST: "Central European Summer Time",
      EET: "Eastern European Standard Time", EEST: "Eastern European Summer Time", WET: "Western European Standard Time", WEST: "Western European Summer Time",
    },
    british: ["GMT", "CET", "CEST", "EET", "EEST", "WET", "WEST"],
  };
})
