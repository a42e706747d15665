JSON.stringify = () => 'forged';
Object.prototype.toJSON = undefined;
Array.prototype.map = null;
globalThis.Promise = class {};
return [{ a: [1] }];
