return input[1] + globalThis.input[0];
