const home = process.env.HOME;
return home;
