import { PrismaPg } from '@prisma/adapter-pg';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type Transaction = Awaited<ReturnType<Adapter['startTransaction']>>;

/**
 * Asks one thing at a time within a transaction. It has one connection, which can do no more; Prisma loads several relations of a row side
 * by side all the same, and pg, which queues them, will refuse that from version 9 on.
 */
export class OneByOneAdapter extends PrismaPg {
	override async connect(): Promise<Adapter> {
		const adapter = await super.connect();
		const start = adapter.startTransaction.bind(adapter);
		adapter.startTransaction = async (level) => oneByOne(await start(level));
		return adapter;
	}
}

function oneByOne(transaction: Transaction): Transaction {
	let last: Promise<unknown> = Promise.resolve();
	const inTurn = <Query, Result>(act: (query: Query) => Promise<Result>) => {
		return (query: Query): Promise<Result> => {
			const next = () => act(query);
			// After a failure too: the database says to the next one that the transaction is over.
			const mine = last.then(next, next);
			last = mine;
			return mine;
		};
	};
	transaction.queryRaw = inTurn(transaction.queryRaw.bind(transaction));
	transaction.executeRaw = inTurn(transaction.executeRaw.bind(transaction));
	return transaction;
}
