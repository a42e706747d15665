await null;
throw 'just text';
