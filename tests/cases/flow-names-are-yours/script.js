// A script may use the names for its own.
const first = [1, 2][0];
function map(list) { return list.length; }
let race = "mine";
return [first, map([1, 2, 3]), race];
