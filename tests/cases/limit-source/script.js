return 'a script of some forty characters';
