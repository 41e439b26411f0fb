/** @type {import('next').NextConfig} */
export default { distDir: process.env.DIST_DIR ?? '.next' };
