/* What the page says: texts of one language, with the plural form of a number. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const language = document.documentElement.lang || "en";
  const rules = new Intl.PluralRules(language);
  const digits = new Intl.NumberFormat(`${language}-u-nu-latn`);

  function number(value) {
    return digits.format(value);
  }

  /* A text with its places filled; one that has several forms takes that for the number `n`. */
  function say(words, key, values) {
    const text = words[key];
    const form = typeof text === "string" ? text : text[rules.select(values.n)] || text.other || text.many;
    return form.replace(/\{(\w+)\}/g, (_, name) =>
      (typeof values[name] === "number" ? number(values[name]) : values[name]));
  }

  Object.assign(geo, { number, say });
})();
