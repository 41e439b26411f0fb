/** Declares the environment variables of the samples, as a program that requires them does. */
declare namespace NodeJS {
  interface ProcessEnv {
    AZOTTE_API_KEY: string;
    AZOTTE_TENANT_ID: string;
    WEBHOOK_SECRET: string;
    OLD_WEBHOOK_SECRET: string;
  }
}
