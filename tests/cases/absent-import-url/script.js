import fetch from 'node-fetch';
export default fetch('x');
