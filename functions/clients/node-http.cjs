// In the bundles this stands for node:http. An import statement of a module of Node's reads everything that it exports,
// and http.WebSocket among it loads the whole of undici, which no function uses: a twelfth of a cold start.
module.exports = process.getBuiltinModule('node:http');
