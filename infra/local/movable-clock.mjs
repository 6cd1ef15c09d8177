/** A clock that a test may set ahead; loaded before the product, so that the product knows no other. */
const RealDate = Date;
let aheadMs = 0;

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + aheadMs);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + aheadMs;
  }
};

/** @param ms how far from now on, beyond what it was */
export function advance(ms) {
  aheadMs += ms;
}
