#!/usr/bin/env node
return 'ran';
