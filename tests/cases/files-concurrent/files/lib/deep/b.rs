fn three() {}
