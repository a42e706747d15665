const status = 404;
if (status > 399) throw { code: status, text: 'gone' };
