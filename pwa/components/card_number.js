// A card's number is never stored, not even by mistake in a note: it is refused before it reaches the disk.

const LONG_NUMBER = /\d(?:[ -]?\d){12,18}/g;

/**
 * Whether a text holds what a card's number looks like: 13 to 19 digits whose check digit is right.
 * @param {string} text
 */
export function holds_card_number(text) {
  return (text.match(LONG_NUMBER) ?? []).some((found) => has_right_check_digit(found.replace(/\D/g, "")));
}

/**
 * Luhn: from the right, every second digit counts double, its digits added.
 * @param {string} digits
 */
function has_right_check_digit(digits) {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
