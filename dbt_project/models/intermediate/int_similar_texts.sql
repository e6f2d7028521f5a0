-- Similarity is the Jaccard index of the pairs of neighbouring characters of two texts. Only candidates are compared, so that
-- the cost grows with the number of texts and not with its square: a text is sketched by the smallest hash in each of 24
-- parts of its pairs (one-permutation MinHash). From each part on, the hashes are a path around the sketch. Texts whose paths
-- begin with the same five hashes are sorted by their paths, and each is a candidate with the two before it: similar texts
-- have long beginnings in common, so they are neighbours even among many that share a few sentences. Of random texts with a
-- similarity of 0.75, 77 % (20 characters) to 93 % (90 characters) have five hashes in common; of those with 0.8, 94 % to
-- 98 %; of those with 0.9, 99.9 %.
-- Most candidates are not similar, and to compare their pairs takes most of the time. Four bit masks of a text, each of a
-- quarter of its hashes, exclude nearly all of them before: a bit that two masks do not share is a pair that the two texts
-- do not share, and similar texts have few of those.
with

texts as (

    select
        text_key,
        {{ shingles('any_value(compared_text)') }} as shingles
    from {{ ref('int_compared_texts') }}
    group by text_key

),

text_shingles as (

    select
        text_key,
        unnest(shingles) as shingle
    from texts

),

hashed as (

    select
        text_key,
        {{ shingle_hash('shingle') }} as shingle_hash
    from text_shingles

),

masks as (

    select
        text_key,
        shingle_hash % 4 as quarter,
        bit_or(cast(power(2, shingle_hash % 61) as bigint)) as mask
    from hashed
    group by text_key, quarter

),

sketches as (

    select
        text_key,
        shingle_hash % 24 as part,
        min(shingle_hash) as least_hash
    from hashed
    group by text_key, part

),

rings as (

    select
        text_key,
        {{ ring_of_hashes('least_hash', 'part') }} as ring
    from sketches
    group by text_key

),

paths as (

    select
        text_key,
        unnest({{ paths_around('ring') }}) as path
    from rings

),

neighbours as (

    select
        text_key,
        lag(text_key, 1) over same_band as former_text_key,
        lag(text_key, 2) over same_band as second_former_text_key
    from paths
    window same_band as (partition by {{ path_beginning('path') }} order by path, text_key)

),

candidates as (

    select
        text_key,
        former_text_key as other_text_key
    from neighbours
    where text_key <> former_text_key
    union
    select
        text_key,
        second_former_text_key as other_text_key
    from neighbours
    where text_key <> second_former_text_key

),

-- Pairs that only one of two texts has, at the least.
differences as (

    select
        candidates.text_key,
        candidates.other_text_key,
        sum(bit_count(masks.mask | others.mask) - bit_count(masks.mask & others.mask)) as least_difference
    from candidates
    inner join masks on candidates.text_key = masks.text_key
    inner join masks as others on candidates.other_text_key = others.text_key and masks.quarter = others.quarter
    group by candidates.text_key, candidates.other_text_key

),

counted as (

    select
        differences.text_key,
        differences.other_text_key,
        len(list_intersect(texts.shingles, others.shingles)) as shared_count,
        len(texts.shingles) as shingle_count,
        len(others.shingles) as other_shingle_count
    from differences
    inner join texts on differences.text_key = texts.text_key
    inner join texts as others on differences.other_text_key = others.text_key
    -- What is shared of n pairs in all is at most (n - least_difference) / 2.
    where
        (1 + {{ var('text_reuse_min_similarity') }}) * differences.least_difference
        <= (1 - {{ var('text_reuse_min_similarity') }}) * (len(texts.shingles) + len(others.shingles)) + 1

),

compared as (

    select
        text_key,
        other_text_key,
        {{ safe_ratio('shared_count', '(shingle_count + other_shingle_count - shared_count)', places=6) }}
            as similarity_rate
    from counted

),

final as (

    select
        text_key,
        other_text_key,
        similarity_rate
    from compared
    where similarity_rate >= {{ var('text_reuse_min_similarity') }}
    union
    select
        other_text_key as text_key,
        text_key as other_text_key,
        similarity_rate
    from compared
    where similarity_rate >= {{ var('text_reuse_min_similarity') }}

)

select * from final
