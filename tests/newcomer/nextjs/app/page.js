import { Azotte } from 'azotte';

const azotte = new Azotte();

// Next.js 14 renders this page for each request, and stores what `fetch` returns unless the request says otherwise.
export default async function Page({ searchParams }) {
  const customer = await azotte.customers.get(searchParams.customer);
  return <p>{`name: ${customer.name}`}</p>;
}
