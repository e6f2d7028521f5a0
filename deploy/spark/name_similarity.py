"""The similarity of two names as DuckDB computes it."""


def compute_name_similarity(name: str | None, other: str | None) -> float | None:
    """Return the Jaro-Winkler similarity of the UTF-8 bytes of two names, 0 to 1; None if one of them is None.

    As in DuckDB, a common beginning of up to four bytes counts only above 0.7, and an odd number of moved bytes is
    rounded down. Spark's own function compares characters and does neither.
    """
    if name is None or other is None:
        return None
    one, two = name.encode(), other.encode()
    if not one or not two:
        return 0.0
    reach = max(max(len(one), len(two)) // 2 - 1, 0)
    matched_positions: list[int] = []
    matched = bytearray()
    for place, byte in enumerate(two):
        for candidate in range(max(0, place - reach), min(len(one), place + reach + 1)):
            if one[candidate] == byte and candidate not in matched_positions:
                matched_positions.append(candidate)
                matched.append(byte)
                break
    if not matched_positions:
        return 0.0
    count = len(matched_positions)
    transpositions = (
        sum(one[place] != byte for place, byte in zip(sorted(matched_positions), matched, strict=True)) // 2
    )
    similarity = (count / len(one) + count / len(two) + (count - transpositions) / count) / 3
    if similarity > 0.7:
        common = 0
        while common < min(4, len(one), len(two)) and one[common] == two[common]:
            common += 1
        similarity += common * 0.1 * (1 - similarity)
    return similarity
