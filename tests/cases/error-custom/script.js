class ValidationError extends Error {
  constructor(message, field) {
    super(message);
    this.name = "ValidationError";
    this.field = field;
  }
}

function check(value) {
  if (!value) throw new ValidationError("it is empty", "name");
}

check("");
