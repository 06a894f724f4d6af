import { describe, expect, it } from 'vitest';
import { HandleCounter, OrderHandles } from '../../src/feed/normalize/parts/order-handles.js';
import { ASK, BID } from '../../src/market/side.js';
import { asLots, asTicks } from '../../src/market/units.js';

const open = (handles: OrderHandles, id: string): number =>
  handles.open(id, BID, asTicks(10), asLots(1)).handle;

describe('handles of orders with text ids', () => {
  it('are different for all orders of all instruments', () => {
    const counter = new HandleCounter();
    const [one, two] = [new OrderHandles(counter), new OrderHandles(counter)];
    expect([open(one, 'a'), open(two, 'a'), open(one, 'b')]).toEqual([1, 2, 3]);
    expect(one.find('a')).toEqual({ handle: 1, side: BID, price: 10, quantity: 1 });
    expect(two.find('b')).toBeUndefined();
  });

  it('are forgotten with their order, and never given out again', () => {
    const handles = new OrderHandles(new HandleCounter());
    open(handles, 'a');
    handles.release('a');
    expect(handles.find('a')).toBeUndefined();
    expect(handles.count).toBe(0);
    expect(open(handles, 'a')).toBe(2);
  });

  it('stay those of the orders that an image shows again; the others are gone', () => {
    const handles = new OrderHandles(new HandleCounter());
    open(handles, 'a');
    open(handles, 'b');
    handles.beginImage();
    handles.open('b', ASK, asTicks(11), asLots(5));
    open(handles, 'c');
    handles.endImage();
    expect(handles.find('a')).toBeUndefined();
    expect(handles.find('b')).toEqual({ handle: 2, side: ASK, price: 11, quantity: 5 });
    expect(handles.find('c')!.handle).toBe(3);
    expect(open(handles, 'a')).toBe(4);
  });

  it('are all forgotten when the book is', () => {
    const handles = new OrderHandles(new HandleCounter());
    open(handles, 'a');
    handles.clear();
    expect(handles.count).toBe(0);
    expect(open(handles, 'a')).toBe(2);
  });
});
