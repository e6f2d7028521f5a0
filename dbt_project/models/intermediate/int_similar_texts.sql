-- Similarity is the Jaccard index of the pairs of neighbouring characters of two texts. Only candidates are compared, so that
-- the cost grows with the number of texts and not with its square: a text is sketched by the smallest hash in each of eight
-- parts of its pairs (one-permutation MinHash), two neighbouring parts make a band, and texts that share a band are
-- candidates, each with the first text of the band and with the one before it. Of random texts with a similarity of 0.75,
-- 99 % share a band; of those with 0.9, all of 6,000 tried.
with

texts as (

    select
        text_key,
        any_value(compared_text) as compared_text
    from {{ ref('int_compared_texts') }}
    group by text_key

),

text_shingles as (

    select
        text_key,
        unnest({{ shingles('compared_text') }}) as shingle
    from texts

),

hashed as (

    select
        text_key,
        md5_number_lower(shingle) as shingle_hash
    from text_shingles

),

sketches as (

    select
        text_key,
        shingle_hash % 8 as part,
        min(shingle_hash) as least_hash
    from hashed
    group by text_key, part

),

bands as (

    select
        parts.text_key,
        parts.part as band,
        parts.least_hash,
        next_parts.least_hash as next_least_hash
    from sketches as parts
    inner join sketches as next_parts on parts.text_key = next_parts.text_key and (parts.part + 1) % 8 = next_parts.part

),

neighbours as (

    select
        text_key,
        unnest([
            first_value(text_key) over (partition by band, least_hash, next_least_hash order by text_key),
            lag(text_key) over (partition by band, least_hash, next_least_hash order by text_key)
        ]) as other_text_key
    from bands

),

candidates as (

    select distinct
        text_key,
        other_text_key
    from neighbours
    where text_key <> other_text_key

),

lists as (

    select
        candidates.text_key,
        candidates.other_text_key,
        {{ shingles('texts.compared_text') }} as shingles,
        {{ shingles('others.compared_text') }} as other_shingles
    from candidates
    inner join texts on candidates.text_key = texts.text_key
    inner join texts as others on candidates.other_text_key = others.text_key
    -- Texts of very different length cannot be similar.
    where
        length(texts.compared_text) between
        {{ var('text_reuse_min_similarity') }} * length(others.compared_text) - 1
        and length(others.compared_text) / {{ var('text_reuse_min_similarity') }} + 2

),

counted as (

    select
        text_key,
        other_text_key,
        len(list_intersect(shingles, other_shingles)) as shared_count,
        len(shingles) as shingle_count,
        len(other_shingles) as other_shingle_count
    from lists

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
        unnest([text_key, other_text_key]) as text_key,
        unnest([other_text_key, text_key]) as other_text_key,
        similarity_rate
    from compared
    where similarity_rate >= {{ var('text_reuse_min_similarity') }}

)

select distinct * from final
