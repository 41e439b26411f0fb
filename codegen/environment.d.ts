/** The environment variables that a program cannot run without. */
declare namespace NodeJS {
  interface ProcessEnv {
    AZOTTE_API_KEY: string;
    AZOTTE_TENANT_ID: string;
  }
}
