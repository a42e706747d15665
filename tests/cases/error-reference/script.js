return ordres.length;
