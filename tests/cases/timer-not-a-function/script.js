setTimeout('code()', 1);
